"""The JSON-LD of a story."""

import json
from types import SimpleNamespace

import pytest
from django.utils import timezone

from byline.pagecache import depends_on
from byline.plugins import StructuredDataEnricher, guard, hookimpl
from byline.plugins.testing import loaded
from news.models import Byline, Newsroom
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory

TIME = timezone.now().replace(microsecond=0)


def data_in(page):
    """Return the data of a page, of which there is one."""
    (script,) = page.select('script[type="application/ld+json"]')
    return json.loads(script.string)


def enriching(*functions, **options):
    """Load a plugin that enriches the structured data."""
    contributed = [StructuredDataEnricher(function, **options) for function in functions]
    return loaded(SimpleNamespace(structured_data=hookimpl(lambda: contributed)))


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry", standfirst="It is quiet.")


def test_a_story_says_what_it_is(section, read):
    story = ArticleFactory(
        parent=section, title="Ferry", standfirst="It is quiet.", published_at=TIME
    )
    writer, photographer = AuthorFactory(name="Ines Vogt"), AuthorFactory()
    Byline.objects.create(article=story, author=writer, sort_order=0)
    Byline.objects.create(article=story, author=photographer, role="Photos", sort_order=1)
    data = data_in(read(story.url))
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": story.full_url,
        "headline": "Ferry",
        "description": "It is quiet.",
        "datePublished": TIME.isoformat(),
        "dateModified": TIME.isoformat(),
        "author": [{"@type": "Person", "name": "Ines Vogt"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Byline"},
        "articleSection": "News",
        "isAccessibleForFree": True,
    }


def test_the_picture_and_the_logo_have_whole_addresses(section, read):
    photo = PhotoFactory()
    Newsroom.objects.update_or_create(site=section.get_site(), defaults={"logo": photo})
    photo.get_rendition("fill-1200x800|format-jpeg")
    data = data_in(read(ArticleFactory(parent=section, lead_photo=photo).url))
    assert data["image"]["url"].startswith("http")
    assert data["image"]["creditText"] == photo.credit
    assert data["publisher"]["logo"].startswith("http")


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ],
)
def test_the_label_is_the_type(section, read, label, kind):
    story = ArticleFactory(parent=section, label=label, sponsor="Harbour Ltd")
    data = data_in(read(story.url))
    assert data["@type"] == kind
    assert ("sponsor" in data) == (label == "sponsored")


def test_no_text_ends_the_script(section, read):
    title = "</script><script>alert(1)</script><!--<script> & \u2028"
    page = read(ArticleFactory(parent=section, title=title).url)
    assert data_in(page)["headline"] == title
    assert not [s for s in page.select("script") if s.string and "alert(1)" in s.string[:10]]


def with_keyword(_story, data):
    return {**data, "keywords": "ferry"}


def spoils(_story, data):
    data.clear()
    raise RuntimeError("this plugin is broken")


@pytest.mark.parametrize(
    "garbage",
    [
        spoils,
        lambda *_: None,
        lambda *_: "text",
        lambda *_: {},
        lambda *_: {"@type": object()},
        lambda _story, data: data | {"number": float("nan")},
        lambda _story, data: data | {"circle": data.setdefault("circle", data)},
    ],
)
def test_a_plugin_that_fails_costs_its_own_change(story, read, garbage):
    with enriching(garbage, with_keyword):
        data = data_in(read(story.url))
        assert guard.calls_by_plugin["example"].hooks["structured_data"].failures == 1
    assert data["headline"] == "Ferry"
    assert data["keywords"] == "ferry"


def test_data_that_change_often_are_a_fragment(story, visitor):
    def enrich(_story, data):
        depends_on("texts")
        return {**data, "keywords": "first"}

    with enriching(enrich, is_cached_apart=lambda story: story.title == "Ferry"):
        assert data_in(visitor.get(story.url).page)["keywords"] == "first"
        assert f"/fragments/structured-data/{story.pk}/" in visitor.fragments
        other = ArticleFactory(parent=story.get_parent(), title="Other")
        assert data_in(visitor.get(other.url).page)["keywords"] == "first"
        assert f"/fragments/structured-data/{other.pk}/" not in visitor.fragments


def test_the_data_of_hidden_stories_are_no_fragment(section, client):
    draft = ArticleFactory(parent=section, live=False)
    assert client.get(f"/fragments/structured-data/{draft.pk}/").status_code == 404
