"""Whether the site can send mail is known from the worker, and said instead of “sent”."""

import logging
import socket

import pytest
from django.core import checks, mail
from django.core.mail import EmailMessage
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts.tasks import send_password_reset
from byline.checks import check_mail
from byline.health import mail_check
from byline.worker import mail_server
from byline.worker.mail import send_later, to_json
from byline.worker.mail_server import Delivery, Watch, delivery
from byline.worker.models import MailServerCheck
from tests.factories import UserFactory
from tests.mail_servers import mail_server as running

pytestmark = pytest.mark.django_db
RESET_TEMPLATES = [
    f"wagtailadmin/account/password_reset/{name}.txt" for name in ("email_subject", "email")
]


@pytest.fixture
def uses(settings):
    """Queue mail for a mail server at a port, as in production."""

    def use(port):
        where = {"host": "127.0.0.1", "port": port, "timeout": 5}
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
        settings.MAILERS = {
            "default": {"BACKEND": "byline.worker.mail.QueueingBackend"},
            "direct": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": where},
            "probe": {"BACKEND": "byline.worker.mail_server.ProbeBackend", "OPTIONS": where},
        }

    return use


@pytest.fixture
def closed_port():
    """A port at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_server_that_takes_mail_is_connected_to_and_gets_none(uses, caplog):
    caplog.set_level(logging.INFO, "byline.worker")
    with running() as server:
        uses(server.server_address[1])
        Watch().look(0)
        assert [command.split()[0].lower() for command in server.commands] == [
            "ehlo",
            "mail",
            "rset",
            "quit",
        ]
    assert delivery() is Delivery.SENT
    assert "Mail is sent by 127.0.0.1" in caplog.text
    assert mail_check(connection) == {"mail": "ok"}


def test_a_server_that_is_not_there_is_told_in_one_line_at_the_start(uses, closed_port, caplog):
    uses(closed_port)
    watch = Watch()
    watch.look(0)
    [record] = caplog.records
    text = record.getMessage()
    assert text.startswith("No mail can be sent: 127.0.0.1:")
    assert "EMAIL_URL is not set" in text
    assert "ConnectionRefusedError" in text
    assert mail_server.TEST_COMMAND in text
    assert delivery() is Delivery.AWAY
    assert mail_check(connection) == {"mail": "away"}
    watch.look(1)
    assert len(caplog.records) == 1


def test_a_server_that_refuses_the_sender_is_away_too(uses, caplog):
    with running(MAIL=(553, "secret words")) as server:
        uses(server.server_address[1])
        Watch().look(0)
    assert delivery() is Delivery.AWAY
    assert "553" in caplog.text
    assert "secret" not in caplog.text


def test_a_worker_looks_again_in_a_minute_until_the_server_is_back(
    uses, closed_port, caplog, time_machine
):
    time_machine.move_to("2026-11-23T10:00:00Z", tick=False)
    caplog.set_level(logging.INFO, "byline.worker")
    uses(closed_port)
    watch = Watch()
    watch.look(0)
    with running() as server:
        uses(server.server_address[1])
        watch.look(mail_server.RECHECK_AFTER_SECONDS - 1)
        assert delivery() is Delivery.AWAY
        time_machine.shift(mail_server.RECHECK_AFTER_SECONDS)
        watch.look(mail_server.RECHECK_AFTER_SECONDS)
        assert delivery() is Delivery.SENT
        watch.look(mail_server.CHECK_INTERVAL_SECONDS)
        assert len(caplog.records) == 2


def test_a_mail_that_is_not_taken_has_the_server_looked_at(uses, closed_port):
    uses(closed_port)
    send_later.call(to_json(EmailMessage("Ready", "It waits.", to=["ann@news.example"])))
    assert delivery() is Delivery.AWAY


@pytest.mark.parametrize("address", ["mara@courier.example", "nobody@courier.example"])
def test_what_is_known_of_the_server_tells_nothing_of_an_address(uses, closed_port, address):
    UserFactory(username="mara", email="mara@courier.example", group="Editors")
    uses(closed_port)
    send_password_reset.call(address, RESET_TEMPLATES)
    assert delivery() is Delivery.AWAY


def ask_for_password(client, email):
    return client.post("/admin/password_reset/", {"email": email}, follow=True).text


def test_a_page_never_says_that_a_link_was_sent(client, uses, closed_port):
    assert "is on its way" in ask_for_password(client, "nobody@courier.example")
    UserFactory(username="mara", email="mara@courier.example", group="Editors")
    uses(closed_port)
    Watch().look(0)
    form = client.get("/admin/password_reset/").text
    assert "cannot send mail" in form
    for email in ("mara@courier.example", "nobody@courier.example"):
        page = ask_for_password(client, email)
        assert "No mail can be sent yet" in page
        assert "EMAIL_URL" in page
        assert mail_server.TEST_COMMAND in page
        assert "on its way" not in page
    assert mail.outbox == []
    assert DBTaskResult.objects.count() == 2


def test_a_demo_says_where_its_mail_is_printed(client, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
    assert "printed in the terminal" in client.get("/admin/password_reset/").text
    assert "Look into the terminal" in ask_for_password(client, "nobody@courier.example")
    Watch().look(0)
    assert not MailServerCheck.objects.exists()


def test_a_check_before_deploying_warns_of_a_mail_server_that_nobody_named(settings):
    settings.MAIL_SERVER_IS_SET = False
    settings.DEFAULT_FROM_EMAIL = "newsroom@localhost"
    found = checks.run_checks(include_deployment_checks=True)
    assert {"byline.W004", "byline.W005"} <= {message.id for message in found}
    assert not {"byline.W004", "byline.W005"} & {message.id for message in checks.run_checks()}
    settings.MAIL_SERVER_IS_SET = True
    settings.DEFAULT_FROM_EMAIL = "The Courier <newsroom@courier.example>"
    assert check_mail(None) == []


def test_the_dashboard_of_an_administrator_says_that_mail_is_away(
    admin_client, uses, closed_port, editor, client
):
    assert "cannot send mail" not in admin_client.get("/admin/").text
    uses(closed_port)
    Watch().look(0)
    assert "cannot send mail" in admin_client.get("/admin/").text
    page = admin_client.get("/admin/settings/comments/commentsettings/", follow=True)
    assert "cannot send mail" in page.text
    client.force_login(editor)
    assert "cannot send mail" not in client.get("/admin/").text
