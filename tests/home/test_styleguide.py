"""The styleguide shows every component."""

import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.styleguide import tokens
from news.blocks import UNKNOWN_BLOCK_TYPE, ArticleBodyBlock
from news.models import ArticlePage, SectionPage
from news.slugs import reserved_slugs
from tests.factories import ArticleFactory, SectionFactory, StandardPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/styleguide/"
CSS = settings.PROJECT_ROOT / "static/css"
COMPONENTS = sorted(path.stem for path in (CSS / "components").glob("*.css"))
BLOCKS = [name for name in ArticleBodyBlock.base_blocks if name != UNKNOWN_BLOCK_TYPE]
# The class of the outermost element of blocks whose name it is not.
CALLED = {"paragraph": "prose"}
CARDS = {f"card--{kind}" for kind in ("splash", "card", "thumbnail", "plain", "sponsored")}


@pytest.fixture
def classes(read):
    """Every class on the page, the masthead and the footer included."""
    return {name for element in read(ADDRESS).select("[class]") for name in element["class"]}


def test_every_component_has_its_place(classes):
    names = {re.split("__|--", name)[0] for name in classes}
    names |= {"colour"} if "colour-teal" in classes else set()
    assert [name for name in COMPONENTS if name not in names] == []


def test_every_kind_of_card_has_its_place(classes):
    assert classes >= CARDS


def test_every_colour_of_a_section_has_its_place(classes):
    assert classes >= {f"colour-{name}" for name in SectionPage.Colour.values}


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_shows_itself_with_an_example(read, name):
    block = read(ADDRESS).select_one(f"#block-{name} .story__body")
    assert block.select_one("." + CALLED.get(name, name.replace("_", "-")))
    assert block.get_text(strip=True)


def test_neither_placeholders_nor_blocks_of_plugins_are_shown(read):
    shown = [block["id"] for block in read(ADDRESS).select(".styleguide-block")]
    assert shown == [f"block-{name}" for name in BLOCKS]


def test_every_size_and_space_has_a_line_that_shows_it(read):
    css = (CSS / "styleguide.css").read_text()
    page = read(ADDRESS)
    found = tokens()
    named = {
        f"styleguide-{kind}__{part}--{token.name}"
        for kind, part in [("sizes", "words"), ("spaces", "bar")]
        for token in found[kind]
    }
    assert len(named) > 15
    assert [name for name in named if not page.select_one(f".{name}")] == []
    assert [name for name in named if f".{name} {{" not in css] == []


def test_every_colour_has_a_swatch(read):
    swatches = {rect["fill"] for rect in read(ADDRESS).select(".styleguide-colours rect")}
    assert {"var(--paper)", "var(--teal)", "var(--accent)", "var(--link)"} <= swatches


def test_search_engines_leave_it_alone(read):
    assert read(ADDRESS).select_one("meta[name=robots]")["content"] == "noindex"


def test_it_leads_to_a_page_of_each_type(section, read):
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    hidden = SectionFactory(restrict=True)
    about = StandardPageFactory(slug="about")
    links = [link["href"] for link in read(ADDRESS).select("#pages a")]
    assert {"/", section.url, story.url, about.url, "/authors/mara-lind/"} <= set(links)
    assert hidden.url not in links


def test_it_needs_no_content_and_stores_none(read):
    assert "none is published yet" in read(ADDRESS).select_one("#pages").text
    assert not ArticlePage.objects.exists()


def test_no_example_leads_to_an_address_that_is_none(read):
    page = read(ADDRESS)
    assert [link for link in page.select("a") if link["href"] in {"", "None"}] == []
    assert [image for image in page.select("img") if not image["src"].endswith(".svg")] == []


def test_it_costs_few_queries_however_much_there_is(section, client):
    def queries():
        for cache in caches.all():
            cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS).status_code == 200
        return len(captured)

    ArticleFactory(parent=section, authors=["Mara Lind"], about=[TopicFactory()])
    queries()
    before = queries()
    ArticleFactory.create_batch(4, authors=["Jo Reed"], about=[TopicFactory()])
    assert queries() == before <= 15


def test_its_address_is_taken():
    assert "styleguide" in reserved_slugs()
