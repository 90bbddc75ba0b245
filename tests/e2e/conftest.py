"""A real browser in front of a real server, for what people do with the site."""

import json
import os
import shutil
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project_settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, Site

from comments.counts import count_above
from comments.models import ReaderComment, State
from comments.moderation import set_state
from comments.posting import refer
from comments.threads import THREADS_PER_PAGE
from news.models import ArticlePage
from readership.ranking import forget_rankings
from search.index import index_stories
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
)
from tests.readership.reading import read_by

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
VIDEO = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
# How long a person would wait, in milliseconds. The editor is slow on a busy machine.
PATIENCE = 15_000


def pytest_configure(config):
    for start in UNCLOSED:
        config.addinivalue_line("filterwarnings", f"ignore:{start}:ResourceWarning")
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium: Playwright's own would have to be downloaded."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.fail("install Chromium: apt install chromium", pytrace=False)
    return {**browser_type_launch_args, "executable_path": chromium, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, playwright, tmp_path_factory):
    """Keep SQLite's test database in a file, and start Playwright before there is one.

    In memory the server's threads would share one connection with the test, and with it
    each other's transactions. And Django keeps the connections of a thread with a running
    loop apart: what is set up before Playwright's loop runs would be out of reach after.
    """
    database = project_settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "e2e.sqlite3")


@pytest.fixture(scope="session")
def base_url(live_server):
    """Let tests say `page.goto("/news/")`."""
    return live_server.url


@pytest.fixture(autouse=True)
def _newsroom(django_db_serialized_rollback, transactional_db, live_server):
    """Start each test with what the migrations put in, at the address of the live server.

    The database is emptied after each test, since the server cannot see into a
    transaction: `django_db_serialized_rollback` brings the front page, the groups and the
    site back. Stories then have the addresses that the browser knows.
    """
    site = Site.objects.get(is_default_site=True)
    address = urlsplit(live_server.url)
    site.hostname, site.port = address.hostname, address.port
    site.save()


@pytest.fixture
def context(context):
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def desk(page, client, editor, base_url):
    """The browser of an editor who has signed in."""
    client.force_login(editor)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
    page.context.add_cookies([session])
    page.set_viewport_size({"width": 1440, "height": 1000})
    return page


@pytest.fixture
def photo(db):
    """A small photo that editors may choose, and that costs little to make files of."""
    return PhotoFactory(title="Harbour at dawn", file__width=900, file__height=600)


@pytest.fixture
def story(section, photo):
    """A published story that has everything a story can have: Front page > News > story."""
    older = ArticleFactory(parent=section, title="Shipyard builds a ferry without an engine")
    body = [
        ("paragraph", "<p>The ferry left at dawn, <b>twelve minutes early</b>.</p>"),
        ("quote", {"text": "We only heard the gulls", "speaker": "Ines Aldaba", "role": "captain"}),
        (
            "tweet",
            {
                "source": "https://x.com/ellerytides/status/1234567890",
                "text": "Two metres ten at pier four, and calm.",
                "author": "Port Ellery Tides",
                "handle": "ellerytides",
                "posted_on": "2024-03-03",
            },
        ),
        ("related", {"story": older.pk, "headline": "", "url": ""}),
        ("photo", {"photo": photo.pk, "caption": "The crew at the pier", "credit": "Jo Reed"}),
    ]
    return ArticleFactory(
        parent=section,
        title="Ferry crosses on batteries alone",
        standfirst="The crossing took twelve minutes, and nobody heard it.",
        authors=["Mara Lind"],
        lead_photo=photo,
        lead_caption="The ferry leaves the harbour",
        body=json.dumps([{"type": name, "value": value} for name, value in body]),
    )


@pytest.fixture
def gallery(section, photo):
    """A story with every block that `story` has not: Front page > News > every-block."""
    others = PhotoFactory.create_batch(3, credit="Jo Reed", file__width=90, file__height=60)
    document = Document.objects.create(
        title="The motion",
        file=ContentFile(b"%PDF-1.7", name="motion.pdf"),
        collection=Collection.get_first_root_node(),
    )
    rows = [["District", "1998", "Today"], ["Fennside", "1,900", "3,400"]]
    video = {"source": VIDEO, "title": "A day at the slipway", "still": photo.pk}
    body = [
        ("heading", "What happens at high tide"),
        ("pull_quote", {"text": "Nobody heard it.", "attribution": "Ines Aldaba"}),
        ("fact_box", {"title": "The ferry", "text": "<ul><li>42 metres long</li></ul>"}),
        ("gallery", {"title": "A morning", "photos": [{"photo": p.pk} for p in others]}),
        ("table", {"table": {"data": rows, "table_caption": "Homes at risk"}, "source": "City"}),
        ("document", {"document": document.pk}),
        ("embed", video),
    ]
    return ArticleFactory(
        parent=section,
        slug="every-block",
        body=json.dumps([{"type": name, "value": value} for name, value in body]),
    )


@pytest.fixture
def newspaper(section, story, gallery):
    """One page of each kind in `tests.e2e.addresses.PAGES`."""
    StandardPageFactory(slug="about", introduction="Who we are.", body=story.body)
    paid = {"label": "sponsored", "sponsor": "Harbour Board", "lead_photo": story.lead_photo}
    ferries = [TopicFactory(name="Ferries", description="All that crosses the water.")]
    ArticleFactory(parent=section, slug="paid", about=ferries, **paid)
    ArticleFactory(parent=SectionFactory(colour="ochre"), about=ferries, **paid)
    argue(renumbered(ArticleFactory(parent=section, slug="argued"), 17800))
    long_ago = datetime(2019, 11, 20, 12, tzinfo=UTC)
    ArticleFactory(parent=section, published_at=long_ago, lead_photo=story.lead_photo)
    index_stories(ArticlePage.objects.values_list("pk", flat=True))
    read_by(story, 9)
    forget_rankings()


@transaction.atomic
def renumbered(story, number):
    """Return a story that has another number, which Wagtail cannot be asked for."""
    ArticlePage.objects.filter(pk=story.pk).update(page_ptr=number)
    Page.objects.filter(pk=story.pk).update(id=number)
    return ArticlePage.objects.get(pk=number)


def argue(story):
    """Put comments with fixed numbers under a story: of each kind, so deep and more than fit."""
    above = None
    for number in range(17879, 17879 + 9):
        above = write_down(story, number, f">>{number - 1} Is that so?", reply_to=above)
    for number in range(17900, 17900 + THREADS_PER_PAGE):
        write_down(story, number, "Well said.\n\nhttps://news.example/a", user_name="Ines")
    set_state(ReaderComment.objects.filter(pk__in=[17880, 17905]), State.REMOVED, None)
    ReaderComment.objects.filter(pk=17879).update(
        posted_at=timezone.now(), edited_at=timezone.now()
    )


def write_down(story, number, text, **fields):
    """Store a comment with a number of its own choice."""
    comment = ReaderComment(pk=number, story=story, comment=text, state=State.APPROVED, **fields)
    if parent := fields.get("reply_to"):
        comment.root_id = parent.thread_root
    comment.save(force_insert=True)
    refer(comment)
    count_above([(comment, 1)])
    return comment
