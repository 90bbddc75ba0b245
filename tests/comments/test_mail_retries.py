"""Mail that cannot be sent now is sent later."""

import pytest
from django.core import mail
from django.tasks import Task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.tasks import update_reference_index_task

from byline.worker.retries import RETRY_DELAYS_SECONDS
from comments.models import CommentSettings, Follower, SentMail, State
from comments.moderation import set_state
from comments.tasks import notify_addresses, notify_followers, notify_moderators, send_confirmation
from tests.comments.conversing import add_comment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _queue(settings):
    """Queue tasks in the database, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def server(settings):
    """Stop the mail server, and start it again."""

    def switch(is_up):
        working = "django.core.mail.backends.locmem.EmailBackend"
        stopped = f"{__name__}.StoppedServer"
        settings.MAILERS = {"default": {"BACKEND": working if is_up else stopped}}

    return switch


class StoppedServer:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody@reader.example")


def queued(task):
    """Return the task that waits, as the worker would call it, and in how many seconds."""
    found = DBTaskResult.objects.get(task_path=task.module_path)
    values = found.args_kwargs
    found.delete()
    assert "@" not in str(values)
    wait = (found.run_after - timezone.now()).total_seconds()
    return lambda: task.call(*values["args"], **values["kwargs"]), wait


def mails_in_the_queue():
    return DBTaskResult.objects.filter(task_path__startswith="comments.tasks.").count()


@pytest.fixture
def follower(story):
    comment = add_comment(story, "A comment")
    return Follower.objects.create(
        comment=comment, email="ada@reader.example", asked_at=timezone.now(), visitor="a" * 32
    )


def test_a_request_to_follow_is_mailed_when_the_server_is_back(follower, server, caplog):
    server(is_up=False)
    send_confirmation.call(follower.pk)
    again, wait = queued(send_confirmation)
    assert RETRY_DELAYS_SECONDS[0] - 5 < wait <= RETRY_DELAYS_SECONDS[0]
    again()
    again, wait = queued(send_confirmation)
    assert wait > RETRY_DELAYS_SECONDS[0]
    server(is_up=True)
    again()
    assert len(mail.outbox) == 1
    assert not mails_in_the_queue()
    assert "reader.example" not in caplog.text


def test_mail_that_never_can_be_sent_is_given_up_with_a_line_in_the_log(follower, server, caplog):
    server(is_up=False)
    send_confirmation.call(follower.pk)
    for _ in RETRY_DELAYS_SECONDS:
        queued(send_confirmation)[0]()
    assert not mails_in_the_queue()
    assert not Follower.objects.exists()
    assert "send_confirmation is given up after 5 tries" in caplog.text


def test_followers_are_told_once_when_the_server_is_back(follower, story, server):
    Follower.objects.update(confirmed_at=timezone.now())
    reply = add_comment(story, "A reply", reply_to=follower.comment)
    DBTaskResult.objects.all().delete()
    server(is_up=False)
    notify_followers.call(reply.pk)
    assert not SentMail.objects.exists()
    again, _wait = queued(notify_followers)
    server(is_up=True)
    again()
    notify_followers.call(reply.pk)
    assert len(mail.outbox) == 1


def test_moderators_are_told_when_the_server_is_back(story, server):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"notify": "one@desk.example\ntwo@desk.example"}
    )
    comment = add_comment(story, "Look at this")
    set_state([comment], State.PENDING, None)
    DBTaskResult.objects.all().delete()
    server(is_up=False)
    notify_moderators.call(comment.pk)
    again, _wait = queued(notify_addresses)
    server(is_up=True)
    again()
    assert [message.to for message in mail.outbox] == [["one@desk.example"], ["two@desk.example"]]


def test_wagtails_tasks_are_djangos_and_queued_in_the_same_table(section):
    assert isinstance(update_reference_index_task, Task)
    DBTaskResult.objects.all().delete()
    update_reference_index_task.enqueue("news", "sectionpage", str(section.pk))
    assert DBTaskResult.objects.get().backend_name == "default"


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("ask_follower", send_confirmation),
        ("tell_followers", notify_followers),
        ("tell_moderators", notify_moderators),
        ("tell_addresses", notify_addresses),
    ],
)
def test_a_task_queued_by_an_earlier_release_is_found(name, task):
    task.enqueue(0, [])
    DBTaskResult.objects.update(task_path=f"comments.tasks.{name}")
    assert DBTaskResult.objects.get().task.func is task.func
