"""While no mail can be sent, no page tells a reader that one was."""

import pytest
from django.utils import timezone

from byline.worker.models import MailServerCheck
from tests.comments.readers import send
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_is_away(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAILERS = {"default": {"BACKEND": "byline.worker.mail.QueueingBackend"}}
    MailServerCheck.objects.create(
        pk=MailServerCheck.ONLY, checked_at=timezone.now(), error="ConnectionRefusedError"
    )


def test_who_asks_to_be_told_of_replies_hears_that_no_mail_can_be_sent(client):
    answer = send(client, ArticleFactory(), email="ada@example.com")
    page = client.get(answer.url)
    assert "cannot send e-mail at the moment" in page.text
    assert "You get an e-mail" not in page.text


def test_who_follows_a_comment_hears_that_no_mail_can_be_sent(client):
    number = send(client, ArticleFactory()).url.split("/")[2]
    address = f"/comments/{number}/follow/"
    answer = client.post(address, {"email": "ada@example.com"}, follow=True)
    assert "No mail can be sent at the moment" in answer.text
    assert "Look into your mail" not in answer.text
