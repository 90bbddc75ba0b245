"""Slow senders, a locked database and a mute mail server at once: kept pages do not notice."""

from contextlib import ExitStack, closing, contextmanager

import pytest
from django.db import connection, transaction

from comments.models import ReaderComment
from tests.factories import ArticleFactory
from tests.faults.clients import (
    Crowd,
    MuteServer,
    SlowSender,
    comment,
    fetch,
    request_password_reset,
)
from tests.processes import eventually, served

SENDERS = 20


@pytest.fixture
def mail_server():
    with closing(MuteServer()) as server:
        yield server


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@contextmanager
def locked():
    """Lock the table of comments."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {ReaderComment._meta.db_table} IN EXCLUSIVE MODE")
        else:
            ReaderComment.objects.filter(pk=0).delete()  # SQLite's lock is of the whole file
        yield


def is_kept(port, path):
    status, headers, _body = fetch(port, path)
    return status == 200 and "X-Request-ID" not in headers


def test_kept_pages_are_answered_whatever_else_hangs(newsroom, port, mail_server, stack, settings):
    newsroom.environment |= {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "SECRET_KEY": settings.SECRET_KEY,  # which has signed the forms of comments
        "TRUSTED_PROXIES": "127.0.0.1",  # so that not all come from one address
    }
    story = ArticleFactory(slug="wall", parent__slug="walls")
    served(newsroom, port, "--workers", "1")
    eventually(lambda: is_kept(port, story.url))
    writes = f"/comments/on/{story.pk}/write/"
    senders = [stack.enter_context(closing(SlowSender(port, writes))) for _ in range(SENDERS)]
    with locked():
        writers, forgetful = Crowd(), Crowd()
        for number in range(9):
            writers.begin(comment, port, story.pk, f"Comment {number}")
        for number in range(8):
            forgetful.begin(request_password_reset, port, f"{number}@news.example")
        kept = 0
        while writers.is_busy or forgetful.is_busy:
            assert is_kept(port, story.url)
            kept += 1
        assert set(writers.wait()) == {503}
        # On PostgreSQL one that finds a place has its mail queued: that table is not locked.
        assert set(forgetful.wait()) <= {302, 503}
    assert kept > 0
    assert not all(sender.is_answered() for sender in senders)
    # What was refused is there once it is sent again.
    assert comment(port, story.pk, "Again") == 303
