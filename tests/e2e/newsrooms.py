"""Newsrooms that tests browse: each is built once in a process, and put back when it changed.

A test says which one it starts from with the marker `newsroom`; without it, from `bare`.
"""

import shutil
import sqlite3
from threading import Condition, get_ident

from django.conf import settings
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.test import Client

from tests.factories import SectionFactory, UserFactory

# For how many seconds the server may go on with what a closed page asked for.
AT_MOST = 60


def bare():
    """Add to what the migrations put in: Front page > News, and an editor."""
    SectionFactory(title="News", slug="news")
    UserFactory(username="editor", group="Editors")
    Client().get("/")  # the first reader has Wagtail store the settings of the site


def forget_what_is_cached():
    for name in settings.CACHES:
        caches[name].clear()


class Newsrooms:
    """The database and the uploads, as functions like `bare` build them.

    Whether a test wrote is not for it to say: SQLite tells whether anybody committed anything.
    Tests that only read share what is there, others find it put back.
    """

    def __init__(self, database, folder):
        self.database = sqlite3.connect(database)
        self.database.execute("PRAGMA synchronous=OFF")
        self.media = folder / "media"
        self.folder = folder
        self.copies = {}
        self.current = None
        self.requests = Requests()

    def enter(self, build):
        """Let everything be as the function builds it, upon `bare`."""
        self.requests.wait()
        if self.current != (build, self.version()):
            self.put(build)
            self.current = build, self.version()
        forget_what_is_cached()

    def put(self, build):
        """Put back what was built, or build it."""
        if build in self.copies:
            self.restore(build)
            return
        if build is not bare:
            self.put(bare)
        forget_what_is_cached()
        build()
        self.keep(build)

    def version(self):
        """Return a number that changes when another connection commits."""
        return self.database.execute("PRAGMA data_version").fetchone()[0]

    def keep(self, build):
        """Copy what was built."""
        database, media = sqlite3.connect(":memory:"), self.folder / str(len(self.copies))
        self.database.backup(database)
        self.media.mkdir(exist_ok=True)
        shutil.copytree(self.media, media)
        self.copies[build] = database, media

    def restore(self, build):
        """Put back what was built: connections that are open see it with their next query."""
        database, media = self.copies[build]
        database.backup(self.database)
        shutil.rmtree(self.media)
        shutil.copytree(media, self.media)

    def close(self):
        self.requests.close()
        for database, _media in self.copies.values():
            database.close()
        self.database.close()


class Requests:
    """Counts what the server works on: it may write for a page that is closed already."""

    def __init__(self):
        self.number = 0
        self.condition = Condition()
        self.tests = get_ident()
        request_started.connect(self.started)
        request_finished.connect(self.finished)

    def started(self, **_rest):
        self.count(1)

    def finished(self, **_rest):
        self.count(-1)

    def count(self, by):
        # Django's test client asks in the thread of the tests.
        if get_ident() != self.tests:
            with self.condition:
                self.number += by
                self.condition.notify_all()

    def wait(self):
        """Wait until it works on none."""
        with self.condition:
            is_over = self.condition.wait_for(lambda: not self.number, AT_MOST)
        assert is_over, f"{self.number} requests go on"

    def close(self):
        request_started.disconnect(self.started)
        request_finished.disconnect(self.finished)
