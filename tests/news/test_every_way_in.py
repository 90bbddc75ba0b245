"""In any tree, page, lists, search and restrictions agree on access."""

from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from news.models import ArticlePage, SectionPage
from news.querysets import published_pages
from tests.factories import ArticleFactory, SectionFactory
from tests.search.indexing import index

SECTIONS, STORIES = 3, 4
NUMBERS = st.integers(0, 20)
# Steps that change the tree, with numbers that select among the pages by then.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["repeat a story", "repeat a section", "write", "move", "restrict", "take down"]
        ),
        NUMBERS,
        NUMBERS,
    ),
    max_size=7,
)


def chosen(pages, number):
    pages = list(pages.order_by("pk"))
    return pages[number % len(pages)]


def act(number, what, first, second):
    sections, stories = SectionPage.objects.all(), ArticlePage.objects.all()
    slug = f"{what.replace(' ', '-')}-{number}"
    match what:
        case "repeat a story":
            chosen(stories, first).create_alias(parent=chosen(sections, second), update_slug=slug)
        case "repeat a section":
            chosen(sections, first).create_alias(update_slug=slug, recursive=True)
        case "write":
            ArticleFactory(parent=chosen(sections, first), slug=slug, title="Ferry")
        case "move":
            story, section = chosen(stories.filter(alias_of=None), first), chosen(sections, second)
            if not section.get_children().filter(slug=story.slug).exists():
                story.move(section, pos="last-child")
        case "restrict":
            pages = chosen(sections, first), chosen(stories, first)
            PageViewRestriction.objects.get_or_create(
                page=pages[second % 2], restriction_type="login"
            )
        case "take down":
            chosen(sections, first).unpublish()


def closure(page):
    """Return a page, its ancestors, and the sources of aliases, by the definition."""
    pages = [page, *page.get_ancestors()]
    return {
        each
        for one in pages
        for each in ([one.pk] if not one.alias_of_id else [one.pk, *closure(one.alias_of)])
    }


def is_hidden(story):
    pages = Page.objects.filter(pk__in=closure(story))
    restricted = PageViewRestriction.objects.filter(page__in=pages).exists()
    return restricted or not story.live or pages.filter(live=False).exists()


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_every_way_in_agrees(db, steps):
    with transaction.atomic():
        sections = [SectionFactory(slug=f"section-{n}") for n in range(SECTIONS)]
        for n in range(STORIES):
            ArticleFactory(parent=sections[n % 2], slug=f"story-{n}", title="Ferry")
        for number, step in enumerate(steps):
            act(number, *step)
        expect_one_answer(list(ArticlePage.objects.all()))
        transaction.set_rollback(True)


def expect_one_answer(stories):
    for cache in caches.all(initialized_only=True):
        cache.clear()
    index(*stories)
    client = Client()
    open_to_all = {story.pk for story in stories if not is_hidden(story)}
    everything = {story.url for story in stories}
    originals = {s.url for s in stories if s.pk in open_to_all and not s.alias_of_id}

    assert set(ArticlePage.objects.published().values_list("pk", flat=True)) == open_to_all
    assert {page.pk for page in published_pages([s.pk for s in stories])} == open_to_all
    assert {s.pk for s in stories if client.get(s.url).status_code == 200} == open_to_all
    assert addresses(client, "/recent/") & everything == originals
    assert addresses(client, "/search/?q=ferry") & everything == originals


def addresses(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.headers)
    page = BeautifulSoup(response.text, "lxml").main
    return {link["href"] for link in page.select("a[href]")}
