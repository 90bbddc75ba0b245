"""Writing comments with the form page, as browsers without scripts do."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from comments.author_cookie import AUTHOR_COOKIE_NAME, new_form_key, read_form_key
from comments.models import Ban, CommentSettings, Follower, ReaderComment, State
from comments.moderation import set_state
from comments.pipeline import FORM_MIN_AGE_SECONDS
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.comments.readers import fill_in, form_key, send
from tests.factories import ArticleFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db

HIDDEN_KINDS = ["draft", "expired", "future", "restricted", "section"]
MARKUP = "<script>alert(1)</script>\n</textarea>&amp; “quotes” <b>"


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry sails")


@pytest.fixture
def address(story):
    return f"/comments/on/{story.pk}/write/"


def parsed(response):
    return BeautifulSoup(response.content, "lxml")


def refused(response, status, reason):
    """Return the page of a refusal, once it is sure that it is one."""
    assert response.status_code == status
    assert reason in response.text
    assert not ReaderComment.objects.exclude(visitor__startswith="0").exists()
    assert not response.cookies
    return parsed(response)


def typed(page):
    """Return what stands in the fields of a form."""
    fields = {field["name"]: field.get("value", "") for field in page.select("main form input")}
    # Browsers drop the first line end.
    return {**fields, "text": page.select_one("main form textarea").text.removeprefix("\n")}


# --- What is stored -------------------------------------------------------------------


def test_a_comment_needs_nothing_but_its_text(story, client, read, address):
    form = typed(read(address))
    assert form.keys() >= {"name", "email", "website", "reply_to", "form_key", "text"}
    response = send(client, story, "First!\r\n\r\nSecond line  ")
    comment = ReaderComment.objects.get()
    assert (response.status_code, response.url) == (303, f"/comments/{comment.pk}/")
    assert (comment.comment, comment.user_name) == ("First!\n\nSecond line", "")
    assert (comment.state, comment.story_id, comment.reply_to) == (State.APPROVED, story.pk, None)
    assert comment.ip_address is None


def test_the_form_leads_to_the_page_that_takes_it(read, address):
    form = read(address).select_one("main form")
    assert (form["action"], form["method"]) == (address, "post")


def test_the_writer_is_led_to_the_comment_and_may_edit_it(story, client):
    response = client.get(send(client, story, "Look", name=" Ines\n Lind ").url)
    assert ReaderComment.objects.get().user_name == "Ines Lind"
    own = parsed(response).select_one(".comment__own")
    assert "it has appeared" in own.text
    assert own.a["href"].endswith("/edit/")
    assert own.a.text.startswith("Edit (until ")


def test_who_leaves_an_address_is_asked_whether_it_shall_be_told_of_replies(story, client):
    url = send(client, story, email="ines@example.org").url
    assert url.endswith("?mail=sent")
    assert Follower.objects.get(email="ines@example.org").comment == ReaderComment.objects.get()


def test_the_cookie_of_ones_own_comments_stays_with_the_pages_of_comments(story, client):
    cookie = send(client, story).cookies[AUTHOR_COOKIE_NAME]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/comments/", "Lax", True)


def test_an_answer_stands_under_what_it_answers(story, client, read, address):
    parent = add_comment(story, "What then?")
    page = read(f"{address}?reply_to={parent.pk}")
    assert "What then?" in page.text
    assert typed(page)["reply_to"] == str(parent.pk)
    send(client, story, "This", reply_to=parent.pk)
    answer = ReaderComment.objects.latest("pk")
    parent.refresh_from_db()
    assert (answer.reply_to, answer.root, parent.reply_count) == (parent, parent, 1)


def test_a_form_sent_twice_is_one_comment(story, client, address):
    fields = fill_in("Once")
    answers = [client.post(address, fields).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert ReaderComment.objects.count() == 1


def test_markup_is_shown_as_text(story, client, read):
    send(client, story, MARKUP, name="<i>Ines</i>")
    page = read(story.url)
    assert page.select_one(".comment__name").text == "<i>Ines</i>"
    assert "<script>alert(1)</script>" in page.select_one(".comment__text").text
    assert page.select(".comment script, .comment b.x, .comment textarea") == []


def test_a_comment_that_is_held_says_so(story, client):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    page = client.get(send(client, story).url)
    assert "Waiting for a moderator: only you see it." in page.text


# --- What is refused ------------------------------------------------------------------

TOO_LONG_TEXT = "x" * 5001
REFUSED_CASES = {
    "empty": ({"text": ""}, "Write a comment first."),
    "blank": ({"text": " \u200b\n"}, "Write a comment first."),
    "too long": ({"text": TOO_LONG_TEXT}, "A comment has up to 5,000 characters, this one 5,001."),
    "long name": ({"name": "n" * 51}, "A name has up to 50 characters."),
    "no e-mail": ({"email": "ines@"}, "This is no e-mail address."),
    "long e-mail": ({"email": "i" * 250 + "@example.org"}, "at most 254 characters"),
    "too fast": ({"age": 0}, "That was too fast."),
    "trapped": ({"website": "https://spam.example"}, "is a trap for machines"),
    "old": ({"age": 8 * 24 * 3600}, "This form was open for very long."),
    "forged": ({"form_key": "abc.123:xyz"}, "This form could not be recognised."),
    "without key": ({"form_key": ""}, "This form could not be recognised."),
    "unknown parent": ({"reply_to": "424242"}, "not on this story"),
    "hostile parent": ({"reply_to": "9" * 40}, "not on this story"),
    "no number": ({"reply_to": "' OR 1"}, "not on this story"),
    "control characters": ({"name": "In\x00es"}, "Some characters of the name"),
}


@pytest.mark.parametrize("case", REFUSED_CASES)
def test_what_is_refused_is_given_back_with_the_reason(story, client, case):
    fields, reason = REFUSED_CASES[case]
    fields = {"text": MARKUP, "name": "Ines", "email": "ines@example.org", **fields}
    page = refused(send(client, story, **fields), 422, reason)
    form = typed(page)
    assert form["text"] == fields["text"]
    assert form["name"] == fields["name"].replace("\x00", "")
    assert form["email"] == fields["email"]
    assert form["website"] == ""


@pytest.mark.parametrize("case", REFUSED_CASES)
def test_after_a_refusal_the_form_works_once_what_was_wrong_is_changed(story, client, case):
    fields, _reason = REFUSED_CASES[case]
    form = typed(parsed(send(client, story, **fields)))
    if case == "too fast":
        assert form["form_key"]  # the same, so that the minimum age has passed
        form["form_key"] = form_key()
    if form["form_key"] and case in {"old", "forged", "without key"}:
        assert read_form_key(form["form_key"])[1] < 5
        form["form_key"] = form_key()
    right = {"text": "Well said.", "name": "", "email": "", "reply_to": ""}
    response = client.post(f"/comments/on/{story.pk}/write/", {**form, **right})
    assert response.status_code == 303


def test_a_form_that_was_refused_keeps_its_key(story, client):
    fields = fill_in("")
    response = client.post(f"/comments/on/{story.pk}/write/", fields)
    assert typed(parsed(response))["form_key"] == fields["form_key"]


def test_a_form_is_never_taken_for_younger_than_it_is():
    with time_machine.travel("2027-03-01T09:00:00.960+00:00", tick=False) as clock:
        key = new_form_key()
        clock.shift(FORM_MIN_AGE_SECONDS)
        assert read_form_key(key)[1] >= FORM_MIN_AGE_SECONDS


def test_a_form_that_has_become_a_comment_gets_a_new_key(story, client, address):
    fields = fill_in("One")
    client.post(address, fields)
    response = client.post(address, {**fields, "text": "Another"})
    assert response.status_code == 422
    form = typed(parsed(response))
    assert form["text"] == "Another"
    assert form["form_key"] != fields["form_key"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text": ""}, "text"), ({"name": "n" * 51}, "name"), ({"email": "x"}, "email")],
)
def test_the_reason_stands_at_its_field_and_the_cursor_with_it(story, client, fields, field):
    page = parsed(send(client, story, **fields))
    element = page.select_one(f"form [name={field}]")
    described = element["aria-describedby"].split()
    assert element["aria-invalid"] == "true"
    assert element.has_attr("autofocus")
    errors = page.select(".field__error")
    assert [error["id"] in described for error in errors] == [True]


def test_a_reason_that_is_about_no_field_stands_over_the_form(story, client):
    page = parsed(send(client, story, age=0))
    error = page.select_one("form .form__error")
    assert error.has_attr("autofocus")
    assert error["role"] == "alert"


def test_characters_that_cannot_be_shown_are_taken_out_and_the_rest_is_given_back(story, client):
    page = refused(send(client, story, "One\x00 two\x07\u202e three"), 422, "cannot be shown")
    assert typed(page)["text"] == "One two three"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.REMOVED, "not there any more"),
        # Of these readers learn nothing, not even that they are there.
        (State.REJECTED, "not on this story"),
        (State.PENDING, "not on this story"),
    ],
)
def test_what_is_not_there_any_more_cannot_be_answered(story, client, address, state, reason):
    parent = add_comment(story, "Gone")
    set_state([parent], state, None)
    response = send(client, story, "My answer", reply_to=parent.pk)
    assert response.status_code == 422
    assert reason in response.text
    assert typed(parsed(response))["text"] == "My answer"
    assert "Gone" not in response.text
    assert client.get(f"{address}?reply_to={parent.pk}").status_code == 404


@pytest.mark.parametrize("number", ["abc", "0", "-1", "9" * 30, "%00", ""])
def test_the_form_for_an_answer_to_nothing_is_not_there(client, address, number):
    response = client.get(f"{address}?reply_to={number}")
    assert response.status_code == 404
    assert "not there any more" in response.text


def test_a_comment_on_another_story_cannot_be_answered(section, story, client):
    other = add_comment(ArticleFactory(parent=section), "Elsewhere")
    response = send(client, story, "Mine", reply_to=other.pk)
    assert response.status_code == 422
    assert "Elsewhere" not in response.text
    assert typed(parsed(response))["text"] == "Mine"


def test_what_a_ban_says_is_told(story, client):
    Ban.objects.create(words="casino")
    page = refused(send(client, story, "Best casino in town"), 422, "casino")
    assert typed(page)["text"] == "Best casino in town"


def test_a_duplicate_and_a_flood_are_refused(story, client):
    assert send(client, story, "Twice").status_code == 303
    assert "sent this comment already" in send(client, story, "Twice").text
    for n in range(4):
        assert send(client, story, f"No. {n}").status_code == 303
    response = send(client, story, "One more")
    assert response.status_code == 422
    assert typed(parsed(response))["text"] == "One more"


@pytest.mark.parametrize("kind", range(len(HIDDEN_KINDS)), ids=HIDDEN_KINDS)
def test_a_story_that_readers_do_not_see_gives_the_text_back(section, client, kind):
    story = hidden_stories(section, title="Secret")[kind]
    page = refused(send(client, story, MARKUP), 404, "not there any more")
    assert page.select_one("textarea").text.strip() == MARKUP
    assert "Secret" not in page.text


def test_a_closed_story_gives_the_text_back(story, client, address):
    ArticlePage.objects.update(commenting="closed")
    page = refused(send(client, story, MARKUP), 403, "The comments on this story are closed.")
    assert page.select_one("textarea").text.strip() == MARKUP
    assert client.get(address).status_code == 403


def test_a_hidden_conversation_gives_the_text_back(story, client):
    ArticlePage.objects.update(commenting="hidden")
    page = refused(send(client, story, "Mine"), 404, "not there any more")
    assert page.select_one("textarea").text.strip() == "Mine"


# --- What no browser sends ------------------------------------------------------------


def test_a_huge_form_gets_a_clear_answer(story, client):
    refused(send(client, story, "x" * 3_000_000), 413, "far more than a comment can have")


def test_too_many_fields_get_a_clear_answer(client, address):
    fields = {f"field{n}": "x" for n in range(10_100)}
    refused(client.post(address, fields), 400, "could not be read")
    body = "&".join(f"{name}=x" for name in fields)
    response = client.post(address, body, content_type="application/x-www-form-urlencoded")
    refused(response, 400, "could not be read")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("text=hello", "application/x-www-form-urlencoded; charset=latin-1", 400),
        ("text=hello", "application/x-www-form-urlencoded; charset=bogus", 422),
        ("text=%FF%FE&name=%C3%28", "application/x-www-form-urlencoded", 422),
        ("text=%00%ED%A0%80", "application/x-www-form-urlencoded", 422),
        ('{"text": "hello"}', "application/json", 422),
        ("hello", "text/plain", 422),
        ("", "", 422),
        ("--x\r\n\r\n", "multipart/form-data; boundary=x", 422),
        ("garbage", "multipart/form-data", 400),
        *(
            (
                '--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--B--\r\n',
                f"multipart/form-data; boundary=B; charset={charset}",
                400,
            )
            for charset in ("hex", "rot13", "zlib_codec", "idna", "undefined")
        ),
        ("garbage", "multipart/form-data; boundary=" + "x" * 300, 400),
    ],
)
def test_whatever_is_sent_has_an_answer(client, address, body, content_type, status):
    response = client.generic("POST", address, body, content_type=content_type)
    assert response.status_code == status
    assert not ReaderComment.objects.exists()


def test_a_file_in_the_place_of_the_text_is_no_text(client, address):
    fields = {**fill_in(), "text": SimpleUploadedFile("a.txt", b"hello")}
    refused(client.post(address, fields), 422, "Write a comment first.")


def test_other_methods_are_refused(client, address):
    for method in (client.put, client.delete, client.patch):
        assert method(address).status_code == 405


# --- From other sites -----------------------------------------------------------------

CROSS_SITE_HEADERS = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver.evil.example"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
]
SAME_SITE_HEADERS = [
    {},
    {"Origin": "http://testserver"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://amp.news.example", "Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", CROSS_SITE_HEADERS)
def test_what_another_site_sends_is_given_back_and_not_taken(story, client, headers):
    page = refused(send(client, story, MARKUP, headers=headers), 403, "sent from another site")
    assert typed(page)["text"] == MARKUP


@pytest.mark.parametrize("headers", SAME_SITE_HEADERS)
def test_what_our_own_pages_send_is_taken(story, client, settings, headers):
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.news.example"]
    assert send(client, story, headers=headers).status_code == 303


def test_no_token_is_asked_for(story):
    from django.test import Client

    assert send(Client(enforce_csrf_checks=True), story).status_code == 303


# --- The newsroom ---------------------------------------------------------------------


def test_the_newsroom_writes_as_such(story, client, editor, address):
    editor.first_name, editor.last_name = "Mara", "Lind"
    editor.save()
    client.force_login(editor)
    assert "marked as the newsroom" in client.get(address).text
    send(client, story, "From the newsroom")
    comment = ReaderComment.objects.get()
    assert (comment.user, comment.byname) == (editor, "Mara Lind")


def test_a_session_without_access_to_the_admin_is_not_the_newsroom(story, client, address):
    client.force_login(UserFactory())
    assert "marked as the newsroom" not in client.get(address).text
    send(client, story)
    assert ReaderComment.objects.get().user is None
