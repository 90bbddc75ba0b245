"""What every test may use, those of the bundled plugins too."""

import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as project_settings
from django.core.cache import caches
from django.db import connection, transaction
from django.test.utils import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from wagtail.models import Site

from byline.plugins.calls import calls_by_plugin
from byline.plugins.event_queues import finish
from tests import databases
from tests.factories import SectionFactory, UserFactory
from tests.pagecache.visiting import Visitor
from tests.processes import database_url, newsroom, port
from tests.queries import capture_queries

__all__ = ["database_url", "newsroom", "port"]

# No test of generated input depends on the speed of the machine.
hypothesis_settings.register_profile(
    "tests", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("tests")

# A test with one of them, also through other fixtures, touches the database.
DATABASE_FIXTURES = {"db", "migrated", "transactional_db"}
# Modules that use one take longest.
SLOW_FIXTURES = {"module_db", "own_database", "server"}


def pytest_addoption(parser):
    parser.addoption(
        "--only-with-database",
        action="store_true",
        help="leave out tests that touch no database: for a second run on another engine",
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("only_with_database"):
        config.hook.pytest_deselected(items=[i for i in items if not touches_database(i)])
        items[:] = filter(touches_database, items)
    # They begin first: no process waits for one at the end.
    slow = {item.module for item in items if SLOW_FIXTURES.intersection(item.fixturenames)}
    items.sort(key=lambda item: item.module not in slow)


def touches_database(item):
    return bool(
        item.get_closest_marker("django_db") or DATABASE_FIXTURES.intersection(item.fixturenames)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """Let plugins act on the events of a test while it has its database."""
    result = yield
    assert finish(60)
    return result


@pytest.fixture(autouse=True)
def no_failures_of_plugins():
    """Those of other tests would have a plugin paused."""
    calls_by_plugin.clear()


@pytest.fixture(scope="session")
def migrated(request, django_db_blocker):
    """The migrated database, of which `migrated.copy()` makes others."""
    made = databases.of_engine(Path(request.config.cache.mkdir("databases")))
    with django_db_blocker.unblock():
        made.make_template()
    return made


@pytest.fixture(scope="session")
def django_db_setup(migrated, django_test_environment, tmp_path_factory):
    """Give this process of the tests a database, as pytest-django does by migrating one."""
    with migrated.copy(tmp_path_factory.mktemp("tests"), "tests") as (name, _url):
        connection.close()
        project_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        # Threads of plugins keep no connection for a test that has no database.
        connection.settings_dict["CONN_MAX_AGE"] = 0
        yield
        connection.close()


@pytest.fixture(scope="session")
def own_database(migrated):
    """Use another database for a while: `with own_database(folder) as url`."""

    @contextmanager
    def connected(folder, *, is_empty=False):
        make = migrated.empty if is_empty else migrated.copy
        with (
            make(folder, f"own_{uuid.uuid4().hex[:8]}") as (name, url),
            databases.connected_to(name),
        ):
            yield url

    return connected


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker, tmp_path_factory):
    """Let fixtures of a module build once what each of its tests then finds as it was.

    A transaction around all tests of the module, rolled back after the last. Gives the folder
    of the uploads: tests that look at them set MEDIA_ROOT to it.
    """
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        yield media
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Keep each test's uploads apart, and forget what others cached."""
    settings.MEDIA_ROOT = tmp_path / "media"
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def section(db):
    """A section of the newspaper: Front page > News."""
    return SectionFactory(title="News", slug="news")


@pytest.fixture
def editor(db):
    """Somebody who may publish."""
    return UserFactory(username="editor", group="Editors")


@pytest.fixture
def moderator(db):
    """A user who moderates the comments of every section."""
    return UserFactory(username="moderator", group="Comment moderators")


@pytest.fixture
def desk(client, editor):
    """A client signed in as an editor."""
    client.force_login(editor)
    return client


@pytest.fixture
def visitor(db):
    """A visitor of the site behind the page cache."""
    visitor = Visitor()
    yield visitor
    visitor.leave()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something in a transaction of its own: `with committed(): story.save()`."""

    def commit():
        # What was done before waits for the end of the test's own transaction, which never comes.
        connection.pending_tags = None
        return django_capture_on_commit_callbacks(execute=True)

    return commit


@pytest.fixture
def read(client):
    """Get an address as a reader and return the page, parsed."""

    def get(url, status=200):
        response = client.get(url)
        assert response.status_code == status
        return BeautifulSoup(response.content, "lxml")

    return get


@pytest.fixture
def count(client, settings):
    """Count the queries of an address: all caches cold but the site's root paths.

    And the rankings, which are computed once a minute at most.
    """

    def queries(address):
        assert client.get(address).status_code == 200
        for name in set(settings.CACHES) - {"readership"}:
            caches[name].clear()
        Site.get_site_root_paths()
        with capture_queries() as found:
            assert client.get(address).status_code == 200
        return len(found)

    return queries
