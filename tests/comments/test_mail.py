"""The mails about comments: to whom, how often, and what is in them."""

from datetime import timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Site

from comments import tasks
from comments.followers import follow
from comments.models import CommentSettings, Follower, ReaderComment, Report, SentMail, State
from comments.moderation import set_state
from comments.posting import edit
from news.models import Commenting, Newsroom
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory, hidden_stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    Newsroom.objects.update_or_create(site=Site.objects.get(), defaults={"name": "The Courier"})
    return ArticleFactory(parent=section, title="Council <b>votes</b> & waits")


def confirmed(comment, email="ada@example.com"):
    return Follower.objects.create(comment=comment, email=email, confirmed_at=timezone.now())


def run_notify_followers(reply):
    tasks.notify_followers.call(reply.pk)


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def test_who_asks_gets_one_mail_with_a_link_and_no_stranger_s_words(
    story, django_capture_on_commit_callbacks
):
    comment = add_comment(story, "Buy my pills", name="Pills Ltd")
    with django_capture_on_commit_callbacks(execute=True):
        follow(comment, "ada@example.com", "a")
        follow(comment, "ada@example.com", "a")
    [message] = mail.outbox
    assert message.to == ["ada@example.com"]
    assert message.subject == f"The Courier: Follow the replies to comment No. {comment.pk}?"
    key = Follower.objects.get().key
    assert f"http://localhost/comments/follow/{key}/\n" in message.body
    assert story.title in message.body
    assert "pills" not in message.body.lower()


def test_a_confirmation_does_not_name_a_story_that_is_not_public(section):
    for hidden in hidden_stories(section):
        comment = ReaderComment.objects.create(story=hidden, comment="Hello", state=State.APPROVED)
        follower = Follower.objects.create(comment=comment, email=f"{hidden.pk}@example.com")
        tasks.send_confirmation.call(follower.pk)
        assert "Hidden" not in mail.outbox[-1].body
        tasks.notify_followers.call(comment.pk)
    assert len(mail.outbox) == 5


def test_a_request_whose_mail_cannot_be_sent_can_be_made_again(story, settings, caplog):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingBackend"}}
    follower = Follower.objects.create(comment=add_comment(story), email="refused@example.com")
    tasks.send_confirmation.call(follower.pk)
    assert not Follower.objects.exists()
    assert "was not sent: SMTPRecipientsRefused" in caplog.text
    assert "example.com" not in caplog.text


def test_a_reply_is_quoted_as_text_in_the_newsroom_s_name(story, settings):
    settings.DEFAULT_FROM_EMAIL = "news@courier.example"
    first = add_comment(story)
    follower = confirmed(first)
    reply = add_comment(
        story, 'Not <i>"so"</i> fast & far.\n\nThink.', reply_to=first, name="Éva <x>"
    )
    run_notify_followers(reply)
    [message] = mail.outbox
    assert message.from_email == "The Courier <news@courier.example>"
    assert message.subject == f"The Courier: A reply to comment No. {first.pk}"
    assert "Éva <x> wrote on the story “Council <b>votes</b> & waits”:" in message.body
    assert '\n> Not <i>"so"</i> fast & far.\n>\n> Think.\n' in message.body
    assert f"\nhttp://localhost/comments/{reply.pk}/\n" in message.body
    assert f"\nhttp://localhost/comments/follow/{follower.key}/\n" in message.body
    assert message.content_subtype == "plain"
    sent = message.message()
    assert sent["List-Unsubscribe"] == (
        f"<http://localhost/comments/follow/{follower.key}/unfollow/>"
    )
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_sender_with_a_name_of_its_own_keeps_it(story, settings):
    settings.DEFAULT_FROM_EMAIL = "Night Desk <news@courier.example>"
    first = add_comment(story)
    confirmed(first)
    run_notify_followers(add_comment(story, reply_to=first))
    assert mail.outbox[0].from_email == "Night Desk <news@courier.example>"


def test_nothing_that_people_write_becomes_a_header(story):
    Newsroom.objects.update(name="Courier\r\nBcc: all@example.com")
    first = add_comment(story)
    confirmed(first)
    run_notify_followers(
        add_comment(
            story, "Hello\r\nBcc: all@example.com", reply_to=first, name="A\nBcc: b@example.com"
        )
    )
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None
    assert sent["Subject"].startswith("Courier Bcc: all@example.com: A reply")
    assert "A Bcc: b@example.com wrote on" in mail.outbox[0].body


def test_only_followers_of_the_comments_above_get_mail(story):
    first, other = add_comment(story), add_comment(story)
    second = add_comment(story, reply_to=first)
    aside = add_comment(story, reply_to=first)
    confirmed(first, "root@example.com")
    confirmed(second, "parent@example.com")
    confirmed(other, "other@example.com")
    confirmed(aside, "aside@example.com")
    Follower.objects.create(comment=first, email="unconfirmed@example.com")
    run_notify_followers(add_comment(story, reply_to=second))
    assert recipients() == ["parent@example.com", "root@example.com"]


def test_a_follower_of_several_comments_above_gets_one_mail_about_the_nearest(story):
    first = add_comment(story)
    second = add_comment(story, reply_to=first)
    nearest = confirmed(second)
    confirmed(first)
    reply = add_comment(story, reply_to=second)
    run_notify_followers(reply)
    assert SentMail.objects.get().follower == nearest
    # Following a nearer comment afterwards sends no second mail.
    SentMail.objects.update(follower=Follower.objects.get(comment=first))
    run_notify_followers(reply)
    assert len(mail.outbox) == 1


def test_followers_of_the_reply_itself_get_no_mail(story):
    first = add_comment(story)
    confirmed(first)
    reply = add_comment(story, reply_to=first)
    confirmed(reply)
    run_notify_followers(reply)
    assert mail.outbox == []


def test_a_task_that_is_done_twice_sends_one_mail(story):
    first = add_comment(story)
    confirmed(first)
    reply = add_comment(story, reply_to=first)
    run_notify_followers(reply)
    run_notify_followers(reply)
    set_state([reply], State.REJECTED, None)
    set_state([reply], State.APPROVED, None)
    run_notify_followers(reply)
    assert len(mail.outbox) == 1


def test_a_reply_that_waited_is_told_of_when_it_is_approved(
    story, django_capture_on_commit_callbacks
):
    CommentSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"blocked_words": "pills"}
    )
    first = add_comment(story)
    confirmed(first)
    with django_capture_on_commit_callbacks(execute=True):
        reply = add_comment(story, "Buy pills", reply_to=first)
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        set_state([reply], State.APPROVED, None)
    assert recipients() == ["ada@example.com"]


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.REMOVED])
def test_no_mail_is_sent_about_a_reply_that_is_gone(story, state):
    first = add_comment(story)
    confirmed(first)
    reply = add_comment(story, reply_to=first)
    set_state([reply], state, None)
    run_notify_followers(reply)
    assert mail.outbox == []


@pytest.mark.parametrize("change", [{"live": False}, {"commenting": Commenting.HIDDEN}])
def test_no_mail_is_sent_about_what_readers_cannot_read(story, change):
    first = add_comment(story)
    confirmed(first)
    reply = add_comment(story, reply_to=first)
    type(story).objects.filter(pk=story.pk).update(**change)
    run_notify_followers(reply)
    tasks.notify_followers.call(10**9)
    assert mail.outbox == []


class RefusingBackend(EmailBackend):
    """A mail server that does not know some addresses."""

    def send_messages(self, messages):
        for message in messages:
            if message.to[0].startswith("refused"):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)


def test_an_address_that_fails_is_logged_without_it_and_the_others_are_told(
    story, settings, caplog
):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RefusingBackend"}}
    first = add_comment(story)
    for name in ("ada", "refused", "zoe"):
        confirmed(first, f"{name}@example.com")
    reply = add_comment(story, reply_to=first)
    run_notify_followers(reply)
    assert recipients() == ["ada@example.com", "zoe@example.com"]
    assert f"A mail about comment {reply.pk} was not sent: SMTPRecipientsRefused" in caplog.text
    assert "example.com" not in caplog.text
    # Once the address works, a second run makes up for it.
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    run_notify_followers(reply)
    assert recipients() == ["ada@example.com", "refused@example.com", "zoe@example.com"]


class RemovingBackend(EmailBackend):
    """A mail server during whose work a moderator removes the comment."""

    def send_messages(self, messages):
        ReaderComment.objects.update(state=State.REMOVED)
        return super().send_messages(messages)


def test_a_comment_that_is_removed_between_two_mails_is_told_to_no_more(story, settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.RemovingBackend"}}
    first = add_comment(story)
    confirmed(first, "a@example.com")
    confirmed(first, "b@example.com")
    run_notify_followers(add_comment(story, reply_to=first))
    assert recipients() == ["a@example.com"]


class WatchingBackend(EmailBackend):
    """A mail server that looks how many transactions are open while it is talked to."""

    seen: list[int] = []

    def send_messages(self, messages):
        self.seen.append(len(connection.savepoint_ids))
        return super().send_messages(messages)


def test_no_transaction_is_open_while_the_mail_server_is_talked_to(story, settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.WatchingBackend"}}
    WatchingBackend.seen.clear()
    moderators("mo@example.com")
    first = add_comment(story)
    new = Follower.objects.create(comment=first, email="new@example.com")
    confirmed(first)
    report(first)
    tasks.send_confirmation.call(new.pk)
    run_notify_followers(add_comment(story, reply_to=first))
    tasks.notify_moderators.call(first.pk)
    assert recipients() == ["ada@example.com", "mo@example.com", "new@example.com"]
    assert WatchingBackend.seen == [len(connection.savepoint_ids)] * 3


class SlowBackend(EmailBackend):
    """A mail server during whose work another worker does the same."""

    meanwhile: list = []

    def send_messages(self, messages):
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().send_messages(messages)


def test_another_worker_that_does_the_same_meanwhile_sends_nothing(story, settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.SlowBackend"}}
    first = add_comment(story)
    confirmed(first)
    reply = add_comment(story, reply_to=first)
    SlowBackend.meanwhile.append(partial(run_notify_followers, reply))
    run_notify_followers(reply)
    assert recipients() == ["ada@example.com"]

    moderators("mo@example.com")
    report(reply)
    work = partial(tasks.notify_moderators.call, reply.pk)
    SlowBackend.meanwhile.append(work)
    work()
    assert recipients() == ["ada@example.com", "mo@example.com"]


def moderators(*addresses):
    site = Site.objects.get(is_default_site=True)
    settings = CommentSettings.for_site(site)
    settings.notify = "\r\n".join(addresses)
    settings.save()
    return settings


def report(comment, **fields):
    return Report.objects.create(comment=comment, reason="spam", **fields)


def held(story):
    """Store a comment that waits, without mail."""
    comment = add_comment(story)
    set_state([comment], State.PENDING, None)
    return comment


def test_moderators_get_a_mail_each_with_what_waits_and_where(story):
    moderators("mo@example.com", "jo@example.com")
    comment = held(story)
    reported = add_comment(story)
    report(reported, visitor="a")
    report(reported, visitor="b")
    report(add_comment(story), settled_at=timezone.now())
    tasks.notify_moderators.call(comment.pk)
    assert [message.to for message in mail.outbox] == [["mo@example.com"], ["jo@example.com"]]
    assert mail.outbox[0].subject == "The Courier: 1 waiting, 1 reported comments"
    assert "\nhttp://localhost/admin/comments/\n" in mail.outbox[0].body


def test_no_mail_is_sent_without_recipients_or_waiting_comments(story):
    comment = held(story)
    tasks.notify_moderators.call(comment.pk)
    moderators("mo@example.com")
    set_state([comment], State.APPROVED, None)
    tasks.notify_moderators.call(comment.pk)
    tasks.notify_moderators.call(10**9)
    assert mail.outbox == []


def test_moderators_are_told_when_a_comment_is_held(story, django_capture_on_commit_callbacks):
    settings = moderators("mo@example.com")
    settings.moderation = settings.Moderation.BEFORE
    settings.save()
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(story)
    assert recipients() == ["mo@example.com"]


def test_moderators_are_told_when_a_change_holds_a_comment(
    story, django_capture_on_commit_callbacks
):
    settings = moderators("mo@example.com")
    comment = add_comment(story)
    settings.moderation = settings.Moderation.BEFORE
    settings.save()
    with django_capture_on_commit_callbacks(execute=True):
        edit(comment, submission(story, "Else", edited=comment))
    assert recipients() == ["mo@example.com"]


@pytest.fixture
def queue(settings):
    """The tasks in the database, where a worker would find them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects.order_by("run_after")


def do(result):
    """Do a task from the queue, as the worker does."""
    kwargs = result.args_kwargs
    result.task.call(*kwargs["args"], **kwargs["kwargs"])


def test_a_flood_is_one_mail_and_another_after_the_pause(story, queue):
    settings = moderators("mo@example.com")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tasks.notify_moderators.call(held(story).pk)
        clock.shift(timedelta(minutes=5))
        for _ in range(3):
            tasks.notify_moderators.call(held(story).pk)
        assert len(mail.outbox) == 1
        put_off = list(queue)
        settings.refresh_from_db()
        assert [r.run_after for r in put_off] == [settings.notified_at + timedelta(minutes=15)] * 3
        clock.shift(timedelta(minutes=10))
        for result in put_off:
            do(result)
    assert [message.subject.partition(": ")[2] for message in mail.outbox] == [
        "1 waiting, 0 reported comments",
        "4 waiting, 0 reported comments",
    ]
    # Those that came too late to send have not put themselves off once more.
    assert queue.all().count() == 3


def test_what_was_settled_meanwhile_is_no_second_mail(story, queue):
    moderators("mo@example.com")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tasks.notify_moderators.call(held(story).pk)
        tasks.notify_moderators.call(held(story).pk)
        set_state(ReaderComment.objects.all(), State.APPROVED, None)
        clock.shift(timedelta(minutes=15))
        do(queue.get(task_path="comments.tasks.notify_moderators"))
    assert len(mail.outbox) == 1
