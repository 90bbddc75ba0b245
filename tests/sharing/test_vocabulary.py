"""What the pages say in JSON-LD are types and properties of schema.org's vocabulary."""

from importlib import import_module

import pytest
from django.apps import apps

from news.models import Byline, Correction, Newsroom, SocialAccount
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory
from tests.news.test_structured_data import every_data_in

# A class for each type, made from the vocabulary.
VOCABULARY = import_module("msgspec_schemaorg.models")
# Of JSON-LD itself.
KEYWORDS = {"@context", "@id", "@graph", "@type"}


@pytest.fixture
def story(section):
    photo = PhotoFactory()
    newsroom = Newsroom.objects.create(
        site=section.get_site(),
        logo=photo,
        tagline="Since 1871",
        publisher="Courier Ltd",
        contact_email="desk@courier.example",
    )
    SocialAccount.objects.create(
        newsroom=newsroom, name="Mastodon", url="https://social.example/@courier"
    )
    story = ArticleFactory(
        parent=section,
        lead_photo=photo,
        standfirst="In short.",
        label="sponsored",
        sponsor="Harbour Ltd",
    )
    author = AuthorFactory(
        job_title="Editor",
        bio="By the sea.",
        portrait=photo,
        fediverse="@a@social.example",
        slug="ann",
    )
    Byline.objects.create(article=story, author=author, sort_order=0)
    Correction.objects.create(article=story, text="The pier is older.")
    return story


def strangers(data):
    """Yield what the vocabulary does not know in some data."""
    if isinstance(data, list):
        for each in data:
            yield from strangers(each)
    elif isinstance(data, dict):
        model = getattr(VOCABULARY, data.get("@type", "Thing"), None)
        known = {*KEYWORDS, *(model.__struct_encode_fields__ if model else ())}
        yield from ((data.get("@type"), name) for name in data if name not in known)
        yield from strangers([*data.values()])


def test_the_vocabulary_knows_what_is_no_property():
    data = {"@type": "WebSite", "publisher": {"@type": "Person", "headline": "No", "name": "Yes"}}
    assert [*strangers(data)] == [("Person", "headline")]


def test_pages_use_the_vocabulary(story, read):
    said = [
        data
        for url in ["/", story.section.url, story.url, "/authors/ann/"]
        for data in every_data_in(read(url))
    ]
    assert {kind for data in said for kind in types_in(data)} >= {
        *("AdvertiserContentArticle", "BreadcrumbList", "CorrectionComment", "ImageObject"),
        *("ListItem", "NewsMediaOrganization", "Organization", "Person", "ProfilePage", "WebSite"),
    }
    assert [*strangers(said)] == []


def types_in(data):
    """Yield every type in some data."""
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            yield from types_in(value)
    if isinstance(data, dict) and "@type" in data:
        yield data["@type"]


def test_live_coverage_uses_the_vocabulary(section, read):
    story = ArticleFactory(parent=section, body=[("live_coverage_updates", {"is_over": True})])
    update = apps.get_model("live_coverage.LiveUpdate")
    update.objects.create(story_id=story.pk, text="<p>At last.</p>")
    Correction.objects.create(article=story, text="The pier is older.")
    data = every_data_in(read(story.url))
    assert {*types_in(data)} >= {"LiveBlogPosting", "BlogPosting", "CorrectionComment"}
    assert [*strangers(data)] == []


@pytest.mark.parametrize("name", ["OpinionNewsArticle", "AnalysisNewsArticle"])
def test_the_vocabulary_knows_the_other_types_of_stories(name):
    assert "correction" in getattr(VOCABULARY, name).__struct_encode_fields__
