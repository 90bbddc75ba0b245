"""The JSON-LD of pages."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from byline.pagecache import depends_on
from byline.plugins import StructuredDataEnricher, guard, hookimpl
from byline.plugins.testing import loaded
from news.models import Byline, Correction, Newsroom, SocialAccount
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory

TIME = timezone.now().replace(microsecond=0)
# The icon stands for a logo that nobody has chosen.
PUBLISHER = {
    "@type": "NewsMediaOrganization",
    "name": "Byline",
    "logo": {
        "@type": "ImageObject",
        "url": "http://localhost/icon-512.png",
        "width": 512,
        "height": 512,
    },
}


def data_in(page):
    """Return what a page says of itself: the first of its data."""
    return every_data_in(page)[0]


def every_data_in(page):
    scripts = page.select('script[type="application/ld+json"]')
    return [json.loads(script.string) for script in scripts]


def of_type(page, kind):
    """Return the data of a type, of which there is one."""
    (data,) = [data for data in every_data_in(page) if data.get("@type") == kind]
    return data


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
    writer = AuthorFactory(
        name="Ines Vogt", website="https://vogt.example/", fediverse="@ines@social.example"
    )
    photographer = AuthorFactory()
    Byline.objects.create(article=story, author=writer, sort_order=0)
    Byline.objects.create(article=story, author=photographer, role="Photos", sort_order=1)
    data = data_in(read(story.url))
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{story.full_url}#story",
        "mainEntityOfPage": story.full_url,
        "headline": "Ferry",
        "description": "It is quiet.",
        "datePublished": TIME.isoformat(),
        "dateModified": TIME.isoformat(),
        "author": [
            {
                "@type": "Person",
                "name": "Ines Vogt",
                "url": "http://localhost/authors/ines-vogt/",
                "sameAs": ["https://vogt.example/", "https://social.example/@ines"],
            }
        ],
        "publisher": PUBLISHER,
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
    assert (data["image"]["width"], data["image"]["height"]) == (90, 60)
    assert data["publisher"]["logo"]["url"].startswith("http")


def test_corrections_are_told_with_their_dates(story, read):
    Correction.objects.create(article=story, date=date(2026, 3, 2), text="The pier is older.")
    assert data_in(read(story.url))["correction"] == [
        {"@type": "CorrectionComment", "text": "The pier is older.", "datePublished": "2026-03-02"}
    ]


def test_the_way_to_a_story_and_to_a_section_begins_at_the_front_page(story, read):
    front = ("Byline", "http://localhost/")
    section = (story.section.title, story.section.full_url)

    def way_to(page):
        found = of_type(read(page.url), "BreadcrumbList")["itemListElement"]
        assert [step["position"] for step in found] == list(range(1, len(found) + 1))
        return [(step["name"], step["item"]) for step in found]

    assert way_to(story) == [front, section, (story.title, story.full_url)]
    assert way_to(story.section) == [front, section]


def test_an_author_is_a_person_with_profiles(section, read):
    story = ArticleFactory(parent=section, authors=["Ines Vogt"])
    author = story.bylines.get().author
    author.job_title, author.bio = "Harbour correspondent", "Lives by the sea."
    author.fediverse, author.portrait = "@ines@social.example", PhotoFactory()
    author.save()
    person = of_type(read(author.get_absolute_url()), "ProfilePage")["mainEntity"]
    assert person.pop("image")["creditText"] == author.portrait.credit
    assert person == {
        "@type": "Person",
        "name": "Ines Vogt",
        "url": "http://localhost/authors/ines-vogt/",
        "sameAs": ["https://social.example/@ines"],
        "jobTitle": "Harbour correspondent",
        "description": "Lives by the sea.",
        "worksFor": PUBLISHER,
    }


def test_the_front_page_is_the_newsrooms(section, read):
    newsroom = Newsroom.objects.create(
        site=section.get_site(), name="The Courier", contact_email="desk@courier.example"
    )
    SocialAccount.objects.create(
        newsroom=newsroom, name="Mastodon", url="https://social.example/@courier"
    )
    organization, website = data_in(read("/"))["@graph"]
    assert organization["@type"] == "NewsMediaOrganization"
    assert organization["sameAs"] == ["https://social.example/@courier"]
    assert organization["email"] == "desk@courier.example"
    assert website["name"] == "The Courier"
    assert website["publisher"] == {"@id": organization["@id"]}


def test_the_number_of_comments_is_true_without_the_page_rendered_again(
    section, visitor, django_capture_on_commit_callbacks
):
    story = ArticleFactory(parent=section)

    def data():
        same = [each for each in every_data_in(visitor.get(story.url).page) if "@id" in each]
        assert len({each["@id"] for each in same}) == 1
        return {name: value for each in same for name, value in each.items()}

    assert "commentCount" not in data()
    with django_capture_on_commit_callbacks(execute=True):
        add_comment(story, "First!")
    assert data()["commentCount"] == 1
    assert data()["headline"] == story.title
    assert visitor.rendered == [story.url]


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
