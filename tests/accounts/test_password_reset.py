"""Password resets."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from accounts.forms import PASSWORD_RESET_LIMIT_PER_HOUR
from accounts.tasks import RESET_MAIL_LIMIT_PER_HOUR, send_password_reset
from byline.worker.retries import RETRY_DELAYS_SECONDS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "mara@courier.example"


@pytest.fixture
def mara():
    return UserFactory(username="mara", email=ADDRESS, group="Editors")


@pytest.fixture
def request_reset(client, time_machine):
    """Request a password reset from a connection; all within one hour."""
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)

    def post(email=ADDRESS, connection="192.0.2.1"):
        form = {"email": email}
        answer = client.post("/admin/password_reset/", form, follow=True, REMOTE_ADDR=connection)
        return re.sub(r'"CSRF_TOKEN": "\w+"', "", answer.text)

    return post


def test_a_link_is_sent_that_leads_to_a_new_password(mara, request_reset, client, settings):
    assert "Check your email" in request_reset()
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "Password reset"
    link = re.search(rf"{settings.WAGTAILADMIN_BASE_URL}(\S+)", message.body)[1]
    page = client.get(link, follow=True)
    form = dict.fromkeys(["new_password1", "new_password2"], "a passphrase of tides")
    client.post(page.redirect_chain[-1][0], form)
    mara.refresh_from_db()
    assert mara.check_password("a passphrase of tides")


def test_an_unknown_address_gets_the_same_answer_for_the_same_work(mara, request_reset, settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    answers, queries = [], []
    for email in (ADDRESS, "nobody@courier.example"):
        with CaptureQueriesContext(connection) as captured:
            answers.append(request_reset(email))
        queries.append(len(captured))
    assert answers[0] == answers[1]
    assert queries[0] == queries[1]
    assert mail.outbox == []


def test_mail_to_an_address_is_limited(mara, request_reset):
    text = request_reset()
    for n in range(PASSWORD_RESET_LIMIT_PER_HOUR + 5):
        assert request_reset(f"person{n}@courier.example") == text
    for number in range(10):
        address = ADDRESS if number % 2 else ADDRESS.upper()
        assert request_reset(address, connection=f"198.51.100.{number}") == text
    assert len(mail.outbox) == RESET_MAIL_LIMIT_PER_HOUR


def test_a_connection_asks_for_a_few_addresses_in_an_hour(request_reset):
    people = [
        UserFactory(email=f"p{n}@courier.example") for n in range(PASSWORD_RESET_LIMIT_PER_HOUR + 3)
    ]
    for person in people:
        request_reset(person.email)
    assert len(mail.outbox) == PASSWORD_RESET_LIMIT_PER_HOUR


class StoppedServer:
    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError(ADDRESS)


def test_a_mail_that_the_server_does_not_take_is_sent_later(mara, request_reset, settings):
    working = settings.MAILERS
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.StoppedServer"}}
    request_reset()
    first = DBTaskResult.objects.get()
    send_password_reset.call(*first.args_kwargs["args"])
    again = DBTaskResult.objects.exclude(pk=first.pk).get()
    assert again.run_after is not None
    settings.MAILERS = working
    for _ in range(RESET_MAIL_LIMIT_PER_HOUR):
        send_password_reset.call(*again.args_kwargs["args"], **again.args_kwargs["kwargs"])
    assert len(mail.outbox) == RESET_MAIL_LIMIT_PER_HOUR
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.StoppedServer"}}
    with pytest.raises(ConnectionRefusedError):
        send_password_reset.call(*first.args_kwargs["args"], tries=len(RETRY_DELAYS_SECONDS))
