"""Following replies by e-mail: request, confirmation, end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.followers import FollowError, clean_email, confirm, follow
from comments.models import Follower, ReaderComment, State
from comments.moderation import set_state
from news.models import Commenting
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, hidden_stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(section):
    return add_comment(ArticleFactory(parent=section))


def emails():
    return sorted(Follower.objects.values_list("email", flat=True))


def test_an_address_is_noted_once_for_a_comment_in_any_case(comment):
    follow(comment, " Ada@Example.com ", "a")
    follow(comment, "ada@example.COM", "b")
    assert emails() == ["ada@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@example.com", "a@b@c d.example", "ada@example.com, b@example.com"),
        *("ada@example.com\nBcc: b@example.com", "a" * 250 + "@example.com", "ada\x00@example.com"),
        *('"\x01"@example.com', "ada@ex\ud800ample.com", "Ada <ada@example.com>"),
    ],
)
def test_what_is_no_address_is_refused(comment, text):
    with pytest.raises(FollowError, match="no e-mail address"):
        follow(comment, text, "a")
    assert emails() == []


def test_a_visitor_asks_for_five_addresses_an_hour(comment):
    for number in range(5):
        follow(comment, f"{number}@example.com", "a")
    with pytest.raises(FollowError, match="wait an hour"):
        follow(comment, "6@example.com", "a")
    follow(comment, "6@example.com", "b")
    Follower.objects.filter(visitor="a").update(asked_at=timezone.now() - timedelta(hours=1))
    follow(comment, "7@example.com", "a")
    assert len(emails()) == 7


def test_an_address_is_asked_three_times_a_day_by_however_many_visitors(comment):
    for visitor in "abc":
        follow(add_comment(comment.story), "ada@example.com", visitor)
    with pytest.raises(FollowError, match="wait a day"):
        follow(comment, "ada@example.com", "d")
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=1))
    follow(comment, "ada@example.com", "d")


def test_who_confirms_can_follow_more(comment):
    for visitor in "abc":
        follow(add_comment(comment.story), "ada@example.com", visitor)
    Follower.objects.update(confirmed_at=timezone.now())
    follow(comment, "ada@example.com", "a")
    assert len(emails()) == 4


def test_an_address_keeps_its_name_apart_from_its_domain():
    assert clean_email("Ada+news@Sub.Example.com") == "ada+news@sub.example.com"


@pytest.fixture
def follower(comment):
    return Follower.objects.create(comment=comment, email="ada@example.com")


def link(follower, end=""):
    return f"/comments/follow/{follower.key}/{end}"


def test_a_reader_asks_confirms_and_ends_it_without_scripts(client, read, comment):
    page = read(f"/comments/{comment.pk}/follow/")
    form = page.select_one("main form")
    sent = client.post(form["action"], {form.input["name"]: "ada@example.com"})
    assert "Look into your mail" in read(sent.url).h1.text
    follower = Follower.objects.get(comment=comment, confirmed_at=None)

    button = read(link(follower)).select_one("main form button")
    follower.refresh_from_db()
    assert follower.confirmed_at is None, "opened by a program that looks for viruses"
    confirmed = client.post(link(follower), {button["name"]: button["value"]})
    follower.refresh_from_db()
    assert follower.confirmed_at

    page = read(confirmed.url)
    assert "You follow this conversation" in page.h1.text
    button = page.select_one("main form button")
    ended = client.post(link(follower), {button["name"]: button["value"]})
    assert "no more mail" in ended.text
    assert emails() == []
    assert "run out" in read(link(follower), status=404).h1.text


def test_a_form_with_a_bad_address_gives_it_back_with_the_reason(client, comment):
    response = client.post(f"/comments/{comment.pk}/follow/", {"email": 'ada"<b>'})
    assert response.status_code == 422
    assert "This is no e-mail address." in response.text
    assert 'value="ada&quot;&lt;b&gt;"' in response.text
    assert client.post(f"/comments/{comment.pk}/follow/").status_code == 422


def test_pages_of_followers_are_never_cached_and_set_no_cookie(client, follower):
    for address in (
        link(follower),
        f"/comments/{follower.comment_id}/follow/",
        link(follower, "x"),
    ):
        response = client.get(address)
        assert not response.cookies
    for address in (link(follower), f"/comments/{follower.comment_id}/follow/"):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in response.text
    response = client.post(link(follower), {"do": "confirm"})
    assert not response.cookies


def test_only_what_readers_can_read_is_followed(client, section, comment):
    hidden = [
        ReaderComment.objects.create(story=story, comment="Hello", state=State.APPROVED)
        for story in hidden_stories(section)
    ]
    refused = [add_comment(comment.story) for _ in range(3)]
    for waiting, state in zip(refused, (State.PENDING, State.REJECTED, State.REMOVED), strict=True):
        set_state([waiting], state, None)
    unseen = add_comment(ArticleFactory(parent=section))
    type(unseen.story).objects.filter(pk=unseen.story_id).update(commenting=Commenting.HIDDEN)
    numbers = [found.pk for found in (*hidden, *refused, unseen)]
    for number in (*numbers, 10**9, 10**18, 10**30):
        assert client.get(f"/comments/{number}/follow/").status_code == 404
        data = {"email": "ada@example.com"}
        assert client.post(f"/comments/{number}/follow/", data).status_code == 404
    assert emails() == []


def test_a_waiting_comment_of_one_s_own_can_be_confirmed_without_naming_its_story(client, follower):
    set_state([follower.comment], State.PENDING, None)
    page = client.get(link(follower)).text
    assert follower.comment.story.title not in page
    client.post(link(follower), {"do": "confirm"})
    follower.refresh_from_db()
    assert follower.confirmed_at


def test_ending_it_ends_the_whole_conversation_and_no_other(client, comment):
    reply = add_comment(comment.story, reply_to=comment)
    other = add_comment(comment.story)
    for followed in (comment, reply, other):
        Follower.objects.create(
            comment=followed, email="ada@example.com", confirmed_at=timezone.now()
        )
    Follower.objects.create(comment=reply, email="bo@example.com", confirmed_at=timezone.now())
    key = Follower.objects.get(comment=reply, email="ada@example.com")
    client.post(link(key), {"do": "unfollow"})
    assert emails() == ["ada@example.com", "bo@example.com"]
    assert Follower.objects.get(email="ada@example.com").comment == other


def test_one_click_of_a_mail_program_ends_it_from_wherever_it_comes(follower):
    Follower.objects.update(confirmed_at=timezone.now())
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://webmail.example"})
    data = {"List-Unsubscribe": "One-Click"}
    assert client.post(link(follower, "unfollow/"), data).status_code == 200
    assert emails() == []
    assert client.post(link(follower, "unfollow/"), data).status_code == 200
    assert client.get(link(follower, "unfollow/")).url == link(follower)


def test_ending_an_unconfirmed_follow_does_not_let_a_stranger_request_it_again(client, follower):
    client.post(link(follower), {"do": "unfollow"})
    assert emails() == ["ada@example.com"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "https://forms.example", "Sec-Fetch-Site": "cross-site"}, 303),
        ({"Origin": "https://a.wide.example"}, 303),
        ({"Origin": "http://a.wide.example"}, 403),
        ({"Origin": "https://evilwide.example"}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[::1"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_another_site_sends_is_refused(comment, settings, headers, status):
    settings.CSRF_TRUSTED_ORIGINS = ["https://forms.example", "https://*.wide.example"]
    client = Client(enforce_csrf_checks=True)
    address = f"/comments/{comment.pk}/follow/"
    response = client.post(address, {"email": "ada@example.com"}, headers=headers)
    assert response.status_code == status
    assert emails() == (["ada@example.com"] if status == 303 else [])


def test_confirming_once_more_changes_nothing(follower):
    confirm(follower)
    before = Follower.objects.get().confirmed_at
    confirm(follower)
    assert Follower.objects.get().confirmed_at == before


@pytest.mark.parametrize("wanted", ["confirm", "unfollow"])
def test_another_site_neither_confirms_nor_ends_it(client, follower, wanted):
    Follower.objects.update(confirmed_at=None if wanted == "confirm" else timezone.now())
    before = list(Follower.objects.values())
    response = client.post(
        link(follower), {"do": wanted}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert list(Follower.objects.values()) == before


@pytest.mark.parametrize("key", ["%00", "a" * 31 + "%00", "x" * 5000, "%E2%98%83" * 32])
def test_what_is_no_key_has_no_page(client, db, key):
    for address in (f"/comments/follow/{key}/", f"/comments/follow/{key}/unfollow/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
