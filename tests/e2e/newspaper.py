"""A newspaper with one page of each kind in `tests.e2e.addresses.PAGES`, for readers."""

import json
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection, Page, PageViewRestriction

from comments.models import ReaderComment, State
from comments.moderation import set_state
from comments.posting import store_references
from comments.reply_counts import update_reply_counts
from comments.threads import THREADS_PER_PAGE
from news.models import ArticlePage, SectionPage
from readership.ranking import clear_rankings
from search.index import index_stories
from tests.e2e.addresses import PAGES
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
    TopicFactory,
)
from tests.readership.reading import read_by

# More than a phone is wide, and a long name among them.
SECTIONS = ["Politics", "Business", "Culture", "Sport", "Wirtschaftsberichterstattung"]
VIDEO = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def newspaper():
    """Build it, and the files of the pictures, which are made when a page is read first."""
    section = SectionPage.objects.get(slug="news")
    photo = make_photo()
    story = make_story(section, photo)
    make_gallery(section, photo)
    StandardPageFactory(slug="about", introduction="Who we are.", body=story.body)
    StandardPageFactory(title="Corrections policy")
    paid = {"label": "sponsored", "sponsor": "Harbour Board", "lead_photo": photo}
    ferries = [TopicFactory(name="Ferries", description="All that crosses the water.")]
    ArticleFactory(parent=section, slug="paid", about=ferries, **paid)
    politics, *_others = [SectionFactory(title=title, colour="ochre") for title in SECTIONS]
    ArticleFactory(parent=politics, about=ferries, **paid)
    argue(renumbered(ArticleFactory(parent=section, slug="argued"), 17800))
    members = ArticleFactory(parent=section, slug="for-members", title="For members")
    PageViewRestriction.objects.create(
        page=members, restriction_type="password", password="a tide table"
    )
    long_ago = datetime(2019, 11, 20, 12, tzinfo=UTC)
    ArticleFactory(parent=section, published_at=long_ago, lead_photo=photo)
    index_stories(ArticlePage.objects.values_list("pk", flat=True))
    read_by(story, 9)
    clear_rankings()
    reader = Client()
    for path in PAGES:
        reader.get(path)


def make_photo():
    """Make a small photo that editors may choose, and that costs little to make files of."""
    return PhotoFactory(title="Harbour at dawn", file__width=900, file__height=600)


def make_story(section, photo):
    """Publish a story that has everything a story can have: Front page > News > story."""
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


def make_gallery(section, photo):
    """Publish a story with every block that the other has not: Front page > News > every-block."""
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
    store_references(comment)
    update_reply_counts([(comment, 1)])
    return comment
