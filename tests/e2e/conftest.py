"""A real browser in front of a real server, for what people do with the site."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from news.models import ArticlePage, SectionPage
from tests.e2e.editing import (
    TELL_WHEN_EDITS_ARE_WATCHED,
    TEXTS,
    wait_until_edits_are_watched,
)
from tests.e2e.newspaper import make_photo
from tests.e2e.newsrooms import Newsrooms, bare
from tests.factories import ArticleFactory

# Playwright's own loop runs in the thread of the tests, where Django would see async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Wagtail leaves the temporary files of its renditions to the garbage collector.
UNCLOSED = ["Unclosed file <tempfile.SpooledTemporaryFile", "unclosed file <_io.BufferedRandom"]
# How long is waited for what is expected, in milliseconds: the machine may be busy.
PATIENCE = 60_000


def pytest_configure(config):
    config.addinivalue_line("markers", "newsroom(built_by): what a test starts from")
    for start in UNCLOSED:
        config.addinivalue_line("filterwarnings", f"ignore:{start}:ResourceWarning")
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium: Playwright's own would have to be downloaded.

    The one without a window, where there is both, takes half of the time.
    """
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not chromium:
        pytest.fail("install Chromium: apt install chromium-headless-shell", pytrace=False)
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def migrated(playwright, migrated):
    """Start Playwright before Django connects to a database.

    Django keeps the connections of a thread with a running loop apart: what is set up before
    Playwright's loop runs would be out of reach after.
    """
    return migrated


@pytest.fixture(scope="session")
def server(django_db_setup):
    """A server of this process. Its threads have connections to the database of their own."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(server):
    """Let tests say `page.goto("/news/")`."""
    return server.url


@pytest.fixture(scope="session")
def newsrooms(server, django_db_blocker, tmp_path_factory):
    """What tests start from. Stories have the addresses that the browser knows."""
    with django_db_blocker.unblock():
        address = urlsplit(server.url)
        Site.objects.update(hostname=address.hostname, port=address.port)
        newsrooms = Newsrooms(connection.settings_dict["NAME"], tmp_path_factory.mktemp("uploads"))
        yield newsrooms
        newsrooms.close()


@pytest.fixture(autouse=True)
def db(request, newsrooms, settings):
    """The newsroom that a test starts from, which the server shows: see the marker.

    In the place of pytest-django's: the server cannot see into a transaction.
    """
    settings.MEDIA_ROOT = newsrooms.media
    marker = request.node.get_closest_marker("newsroom")
    newsrooms.enter(marker.kwargs["built_by"] if marker else bare)
    yield
    # A request that is under way when pytest-django puts the settings back ends without a signal.
    newsrooms.requests.wait()


@pytest.fixture
def new_context(new_context):
    """Open a browser of somebody: `new_context(has_touch=True).new_page()`."""

    def new(**options):
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        return context

    return new


@pytest.fixture
def reader(new_context):
    """Somebody else's browser, without the editor's cookies."""
    return new_context().new_page()


@pytest.fixture
def desk(page, client, editor, base_url):
    """The browser of an editor who has signed in."""
    client.force_login(editor)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
    page.context.add_cookies([session])
    page.set_viewport_size({"width": 1440, "height": 1000})
    return page


@pytest.fixture
def section(db):
    return SectionPage.objects.get(slug="news")


@pytest.fixture
def editor(db):
    return get_user_model().objects.get(username="editor")


@pytest.fixture
def photo(db):
    return make_photo()


@pytest.fixture
def story(db):
    """The story of the newspaper that has everything a story can have."""
    return ArticlePage.objects.get(slug="ferry-crosses-on-batteries-alone")


@pytest.fixture
def gallery(db):
    """The story of the newspaper with every block that `story` has not."""
    return ArticlePage.objects.get(slug="every-block")


@pytest.fixture
def draft(section):
    """A draft with the three paragraphs of `TEXTS`."""
    body = [("paragraph", f"<p>{text}</p>") for text in TEXTS]
    story = ArticleFactory(parent=section, live=False, slug="draft", body=body)
    story.save_revision()
    return story


@pytest.fixture
def open_form(desk):
    """Open the form of a story, and wait until it notices edits."""

    def open_(story):
        desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
        desk.goto(f"/admin/pages/{story.pk}/edit/")
        wait_until_edits_are_watched(desk)
        return desk

    return open_
