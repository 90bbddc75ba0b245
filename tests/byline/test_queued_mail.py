"""Mail is sent by the worker: no request waits for a mail server."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django_tasks_db.models import DBTaskResult

from byline.worker.mail import from_json, send_later, sends_directly, to_json
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


class MuteServer:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise TimeoutError("timed out")


@pytest.fixture(autouse=True)
def _queue(settings):
    """Queue mail and tasks, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAILERS = {
        "default": {"BACKEND": "byline.worker.mail.QueueingBackend"},
        "direct": {"BACKEND": LOCMEM},
    }


@pytest.fixture
def message():
    message = EmailMultiAlternatives(
        "Ready", "It waits.", "desk@news.example", ["ann@news.example"], reply_to=["x@news.example"]
    )
    message.attach_alternative("<p>It waits.</p>", "text/html")
    message.attach("numbers.csv", "1,2", "text/csv")
    message.attach("picture.png", b"\x89PNG\xff", "image/png")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message


def queued():
    return DBTaskResult.objects.filter(task_path=send_later.module_path)


def work():
    """Do what is queued, as a worker does; return the tasks that are queued then."""
    for task in queued():
        values = task.args_kwargs
        task.delete()
        send_later.call(*values["args"], **values["kwargs"])
    return queued()


def test_a_mail_is_sent_by_the_worker_as_it_was_written(message):
    message.send()
    assert mail.outbox == []
    assert not work()
    [sent] = mail.outbox
    assert sent.message().items()[:5] == message.message().items()[:5]
    assert [part.get_content_type() for part in sent.message().walk()] == [
        part.get_content_type() for part in message.message().walk()
    ]
    assert to_json(from_json(to_json(message))) == to_json(message)
    assert sent.attachments[1].content == b"\x89PNG\xff"


def test_a_mail_that_cannot_be_sent_is_sent_later(message, settings):
    settings.MAILERS = settings.MAILERS | {"direct": {"BACKEND": f"{__name__}.MuteServer"}}
    message.send()
    [again] = work()
    assert again.run_after is not None
    settings.MAILERS = settings.MAILERS | {"direct": {"BACKEND": LOCMEM}}
    assert not work()
    assert len(mail.outbox) == 1


def test_a_mail_that_can_never_be_sent_fails_in_the_end(message, settings):
    settings.MAILERS = settings.MAILERS | {"direct": {"BACKEND": f"{__name__}.MuteServer"}}
    with pytest.raises(TimeoutError):
        send_later.call(to_json(message), tries=4)


def test_a_worker_sends_its_own_mail_at_once(message):
    before = sends_directly.set(True)
    try:
        message.send()
    finally:
        sends_directly.reset(before)
    assert len(mail.outbox) == 1
    assert not queued()


def test_the_editors_are_notified_of_what_is_submitted_by_the_worker(editor, section, admin_user):
    editor.email = "editor@news.example"
    editor.save()
    story = ArticleFactory(parent=section, live=False)
    story.save_revision()
    story.get_workflow().start(story, admin_user)
    assert mail.outbox == []
    work()
    assert "editor@news.example" in {to for message in mail.outbox for to in message.to}
