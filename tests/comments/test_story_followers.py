"""Following all comments on a story by e-mail."""

from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from comments import tasks
from comments.followers import FollowError, follow
from comments.models import Follower, SentMail
from comments.privacy import as_json_data, person_data
from news.models import Commenting
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"


def confirmed(email=ADA, **followed):
    return Follower.objects.create(email=email, confirmed_at=timezone.now(), **followed)


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def link(follower, end=""):
    return f"/comments/follow/{follower.key}/{end}"


def press(client, page, address):
    button = page.select_one("main form button")
    return client.post(address, {button["name"]: button["value"]})


def test_a_reader_follows_a_story_gets_each_comment_and_ends_it(
    client, read, story, django_capture_on_commit_callbacks
):
    written = partial(django_capture_on_commit_callbacks, execute=True)
    (found,) = read(story.url).find_all("a", string="Follow by e-mail")
    form = read(found["href"]).select_one("main form")
    with written():
        sent = client.post(form["action"], {form.input["name"]: ADA})
    assert "Look into your mail" in read(sent.url).h1.text
    follower = Follower.objects.get(story=story, comment=None, confirmed_at=None)
    assert mail.outbox[0].subject.endswith(": Follow the comments on a story?")
    assert f"comment on this story:\n\n{story.title}\n" in mail.outbox[0].body
    assert link(follower) in mail.outbox[0].body

    with written():
        first = add_comment(story, "Before it is confirmed")
    page = read(link(follower))
    assert story.title in page.main.text
    assert "You follow this" in read(press(client, page, link(follower)).url).h1.text
    with written():
        reply = add_comment(story, "A reply", reply_to=first)
    with written():
        add_comment(ArticleFactory(parent=story.section), "On another story")
    _, message = mail.outbox
    assert message.subject.endswith(f": A comment on “{story.title}”")
    assert (
        f"> A reply\n\nRead it where it stands, or answer:\n\nhttp://localhost{reply.get_absolute_url()}"
        in message.body
    )
    assert "you follow all comments on this story" in message.body
    assert message.extra_headers["List-Unsubscribe"].endswith(f"{link(follower, 'unfollow/')}>")

    press(client, read(link(follower)), link(follower))
    assert not Follower.objects.exists()


def test_one_click_ends_the_story_alone(story):
    comment = add_comment(story)
    follower = confirmed(story=story)
    others = [
        confirmed(comment=comment),
        confirmed(story=ArticleFactory(parent=story.section)),
        confirmed("bo@example.com", story=story),
    ]
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://webmail.example"})
    response = client.post(link(follower, "unfollow/"), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert [*Follower.objects.order_by("pk")] == others


def test_who_follows_story_and_comment_gets_one_mail_about_the_comment(story):
    comment = add_comment(story)
    confirmed(story=story)
    nearer = confirmed(comment=comment)
    reply = add_comment(story, reply_to=comment)
    tasks.notify_followers.call(reply.pk)
    assert SentMail.objects.get().follower == nearer
    assert recipients() == [ADA]


def test_who_writes_and_follows_gets_no_mail_of_the_own_comment(story):
    confirmed(story=story)
    comment = add_comment(story)
    confirmed(comment=comment)
    tasks.notify_followers.call(comment.pk)
    assert mail.outbox == []


def test_a_story_is_followed_while_readers_may_comment(client, story):
    for commenting, status in ((Commenting.CLOSED, 403), (Commenting.HIDDEN, 404)):
        type(story).objects.filter(pk=story.pk).update(commenting=commenting)
        address = f"/comments/on/{story.pk}/follow/"
        assert client.get(address).status_code == status
        assert client.post(address, {"email": ADA}).status_code == status
    assert not Follower.objects.exists()


def test_a_title_is_no_header_and_no_longer_read_is_not_named(client, story):
    follower = confirmed(story=story)
    comment = add_comment(story)
    type(story).objects.filter(pk=story.pk).update(title="Vote\r\nBcc: all@example.com")
    tasks.notify_followers.call(comment.pk)
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None
    assert sent["Subject"].endswith("A comment on “Vote Bcc: all@example.com”")
    type(story).objects.filter(pk=story.pk).update(live=False)
    assert "Vote" not in client.get(link(follower)).text


def test_requests_for_stories_and_comments_are_limited_together(story):
    for number in range(4):
        follow(add_comment(story), f"{number}@example.com", "a")
    follow(story, ADA, "a")
    follow(story, ADA, "a")
    with pytest.raises(FollowError, match="wait an hour"):
        follow(story, "bo@example.com", "a")
    assert Follower.objects.filter(story=story).count() == 1


def test_another_site_cannot_have_a_story_followed(client, story):
    response = client.post(
        f"/comments/on/{story.pk}/follow/",
        {"email": ADA},
        headers={"Origin": "https://evil.example"},
    )
    assert response.status_code == 403
    assert not Follower.objects.exists()


def test_what_is_stored_is_exported(story):
    confirmed(story=story)
    (follow_,) = as_json_data(person_data(email=ADA))["follows"]
    assert (follow_["number"], follow_["story"]) == (None, story.title)
