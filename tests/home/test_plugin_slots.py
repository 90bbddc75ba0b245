"""What plugins contribute is shown at its place."""

import pytest
from django.template import engines

from byline.plugins import Place, Slot, hookimpl
from byline.plugins.testing import loaded
from search.index import index_stories
from tests.factories import ArticleFactory, StandardPageFactory

pytestmark = pytest.mark.django_db

# Of each page the places that it has.
STORY_PLACES = {
    *(Place.HEAD, Place.MASTHEAD, Place.BELOW_HEADLINE, Place.AFTER_BODY, Place.BESIDE_STORY),
    *(Place.ABOVE_COMMENTS, Place.BELOW_COMMENTS, Place.FOOTER),
}
PLACES_BY_PAGE = {
    "/news/wall/": STORY_PLACES,
    "/news/": {Place.HEAD, Place.MASTHEAD, Place.CARD, Place.FOOTER},
    "/about/": {Place.HEAD, Place.MASTHEAD, Place.FOOTER},
    "/comments/on/{}/write/": {Place.HEAD, Place.MASTHEAD, Place.COMMENT_FORM, Place.FOOTER},
}


def show(place):
    return Slot(place, lambda context: f"[{place}:{getattr(context.story, 'title', '')}]")


@pytest.fixture
def story(section):
    class Hooks:
        @hookimpl
        def slots():
            return [show(place) for place in Place]

        @hookimpl
        def template_context():
            return [lambda _request: {"edition": "Morning"}]

        @hookimpl
        def search_texts():
            return [lambda story: f"Edition of {story.slug} quokka"]

    StandardPageFactory(slug="about")
    story = ArticleFactory(parent=section, slug="wall", title="The wall")
    with loaded(Hooks):
        yield story


@pytest.mark.parametrize("address", PLACES_BY_PAGE)
def test_a_page_shows_what_plugins_have_for_its_places(story, client, address):
    text = client.get(address.format(story.pk)).content.decode()
    assert {place for place in Place if f"[{place}:" in text} == PLACES_BY_PAGE[address]


def test_a_slot_of_a_story_knows_it(story, client):
    text = client.get(story.url).content.decode()
    for place in STORY_PLACES - {Place.MASTHEAD, Place.FOOTER}:
        assert f"[{place}:The wall]" in text


def test_every_place_is_on_a_page():
    assert set().union(*PLACES_BY_PAGE.values()) == set(Place)


def test_templates_find_the_variables_of_plugins(story, rf):
    template = engines["django"].from_string("{{ plugins.example.edition }}")
    assert template.render(request=rf.get("/")) == "Morning"


def test_a_story_is_found_by_the_text_of_plugins(story, read):
    index_stories([story.pk])
    assert "The wall" in read("/search/?q=quokka").main.text
