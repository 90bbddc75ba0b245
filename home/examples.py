"""Unsaved example objects for the styleguide."""

from copy import copy
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from wagtail.blocks import Block, ListBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Site

from home.front import Front, Rail
from home.records import BreakingNews
from news.archive import Archive, Period
from news.models import ArticlePage, Author, Byline, Correction, SectionPage, Topic
from photos.models import Photo, PhotoRendition
from photos.renditions import FALLBACK_FORMAT, PHOTO_SHAPES

EXAMPLE_TIME = datetime(2026, 3, 3, 6, 40, tzinfo=UTC)
# Headline, standfirst, and whether there is a photo.
EXAMPLE_STORIES = [
    (
        "Ferry crosses the harbour on batteries alone",
        "The first crossing took nine minutes, and nobody on board heard it.",
        True,
    ),
    (
        "Council votes for the storm wall after nine hours",
        "The wall will stand two metres higher than the one it replaces.",
        True,
    ),
    (
        "Who pays when the water comes",
        "Insurers have begun to leave the lower town, street by street.",
        False,
    ),
    (
        "Night buses run until four from the first of the month",
        "Drivers had asked for a second pair of eyes on the last lines.",
        True,
    ),
    ("The library lends out its last microfilm reader", "", True),
    (
        "Lighthouse keeper's logbooks go online",
        "A hundred and twelve years of weather, written down by hand.",
        False,
    ),
    (
        "Rowers take the autumn cup by half a length",
        "It is the club's first win on home water since 1987.",
        True,
    ),
    ("Fish market opens an hour later in winter", "Traders asked for it.", True),
]


def sections() -> list[SectionPage]:
    """Return a section of each colour, with the URL of the styleguide."""
    names = ["News", "Harbour", "Science", "Culture", "Opinion", "Sport"]
    path = address()
    return [
        SectionPage(pk=number, title=name, colour=colour, url_path=path)
        for number, (name, colour) in enumerate(
            zip(names, SectionPage.Colour.values, strict=True), start=1
        )
    ]


def address() -> str:
    """Return the `url_path` that has the URL of the styleguide."""
    roots = Site.get_site_root_paths()
    return f"{roots[0].root_path}styleguide/" if roots else ""


def stories() -> list[ArticlePage]:
    """Return stories with and without a photo, an analysis, and a sponsored one at the end."""
    places = sections()
    made = []
    for number, (title, standfirst, has_photo) in enumerate(EXAMPLE_STORIES):
        story: Any = ArticlePage(
            title=title,
            standfirst=standfirst,
            section=places[number % len(places)],
            lead_photo=photo() if has_photo else None,
            published_at=EXAMPLE_TIME - timedelta(hours=5 * number),
            url_path=places[0].url_path,
        )
        story.bylines = bylines()[:1]
        made.append(story)
    made[0].comment_count, made[1].comment_count = 128, 1
    made[2].label = ArticlePage.Label.ANALYSIS
    made[-1].label, made[-1].sponsor = ArticlePage.Label.SPONSORED, "Ellside Fish Traders"
    return made


def front() -> Front:
    """Return a front page with a rail of each kind, opinions, and a banner."""
    made = stories()
    opinions = [copy(story) for story in (made[2], made[5], made[1])]
    for story in opinions:
        story.label = ArticlePage.Label.OPINION
    kinds = (
        ("row", [0, 2, 3, 7]),
        ("feature", [1, 0, 2, 6]),
        ("pair", [3, 6]),
        ("half", [4, 5]),
        ("half", [6]),
    )
    rails = [
        Rail(section, [made[n] for n in numbers], layout)
        for section, (layout, numbers) in zip(sections(), kinds, strict=False)
    ]
    return Front(
        lead=made[0],
        beside=made[1:3],
        briefs=made[3:7],
        opinion=opinions,
        popular=made[:6],
        rails=rails,
        recent=made[2:6],
        banner=BreakingNews(text="The storm wall has been closed for the night"),
        is_breaking=True,
    )


def search() -> dict[str, Any]:
    """Return the context of a search page."""
    text = "Times, fares, and what to do with a bicycle."
    pick = {"title": "Every ferry of the harbour", "url": "/styleguide/", "description": text}
    return {
        "promoted": [pick],
        "chips": chips(),
        "facets": facets(),
        "results": results(),
    }


def results() -> list[SimpleNamespace]:
    """Return the results of a search for “harbour”, the first with marks."""
    mark = format_html("<mark>{}</mark>", "harbour")
    text = format_html("… Nobody on board heard the {} fall behind, or the engine, for …", mark)
    headline = format_html("Ferry crosses the {} on batteries alone", mark)
    made = stories()
    first = SimpleNamespace(story=made[0], headline=headline, text=text)
    others = [made[5], made[7]]
    return [first, *(SimpleNamespace(story=s, headline=s.title, text=s.standfirst) for s in others)]


def facets() -> list[dict[str, Any]]:
    """Return the facets: a chosen section, and years of which some are folded."""
    places = [("News", 12), ("Harbour", 9), ("Culture", 1_204)]
    years = [(str(year), 2_030 - year) for year in range(2026, 2014, -1)]
    options = {"section": ("Section", places), "period": ("Period", years)}
    return [
        {"name": name, "label": label, "choices": [choice(*one, label) for one in choices]}
        for name, (label, choices) in options.items()
    ]


def choice(label: str, number: int, kind: str) -> dict[str, Any]:
    """Return a choice of a facet."""
    is_chosen = (kind, label) == ("Section", "Harbour")
    return {"label": label, "number": number, "url": "/styleguide/", "is_chosen": is_chosen}


def chips() -> list[dict[str, str]]:
    """Return the active filters of a search."""
    date = {"kind": "Published", "name": "yesterday", "instead": "search for the words instead"}
    section = {"kind": "Section", "name": "Harbour"}
    return [{**chip, "url": "/styleguide/"} for chip in (date, section)]


def archive() -> Archive:
    """Return the archive of several years, at a month of the last."""
    return Archive(date(2019, 5, 14), EXAMPLE_TIME.date(), Period(2026, 2))


def author() -> Author:
    """Return an author."""
    return Author(
        name="Mara Lind",
        slug="mara-lind",
        job_title="Harbour correspondent",
        bio="Mara Lind has written about the harbour since the last coal ship left it.",
        portrait=photo(),
        email="mara@newsroom.example",
        website="https://newsroom.example/mara",
    )


def bylines() -> list[Byline]:
    """Return two bylines, one with a role."""
    reporter = Author(name="Jo Reed", slug="jo-reed")
    return [Byline(author=author()), Byline(author=reporter, role="Photography")]


def corrections() -> list[Correction]:
    """Return two corrections."""
    texts = [
        "An earlier version gave the length of the ferry as 24 metres. It is 42 metres.",
        "The skipper's name is Wilma Strand, not Wilma Strandt.",
    ]
    return [Correction(date=date(2026, 3, 5 - n), text=text) for n, text in enumerate(texts)]


def topics() -> list[Topic]:
    """Return topics, one with a description."""
    ferries = Topic(name="Ferries", slug="ferries", description="All that crosses the water.")
    names = ["Storm wall", "Climate", "Port Ellery Council"]
    return [ferries, *(Topic(name=name, slug=name.lower().replace(" ", "-")) for name in names)]


def photo() -> Photo:
    """Return a photo whose renditions are the picture of the previews."""
    made = Photo(
        title="Harbour at dawn",
        credit="Mara Lind / Courier",
        caption="The ferry leaves the harbour before the sun does.",
        description="A harbour with cranes at sunrise",
        width=1600,
        height=1067,
        collection=None,  # the default is a query
    )
    for shape in PHOTO_SHAPES.values():
        is_square = shape.ratio == (1, 1)
        file = picture_file("portrait", 800) if is_square else picture_file("photo", 1200)
        made.files |= dict.fromkeys(shape.specs())
        made.files |= dict.fromkeys(shape.specs(FALLBACK_FORMAT), file)
    return made


def picture_file(name: str, width: int) -> PhotoRendition:
    """Return a file of the previews as a rendition, `width` pixels wide."""
    file = PhotoRendition(file=f"images/preview-{name}.svg", width=width, height=800)
    file.file.storage = staticfiles_storage
    return file


def document() -> Document:
    """Return an unrestricted document without a file."""
    made = Document(pk=0, title="The motion", file="motion.pdf", file_size=57_344, collection=None)
    made.is_open = True
    return made


def filled(block: Block, value: Any) -> Any:
    """Return the value of a block with examples for missing photos and documents."""
    if isinstance(block, ImageChooserBlock):
        return value or photo()
    if isinstance(block, DocumentChooserBlock):
        return value or document()
    if isinstance(block, StructBlock):
        for name in value:
            value[name] = filled(block.child_blocks[name], value[name])
    elif isinstance(block, ListBlock):
        for position, item in enumerate(value):
            value[position] = filled(block.child_block, item)
    return value
