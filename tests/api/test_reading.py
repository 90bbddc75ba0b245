"""What everybody may read by the API."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ReferenceIndex

from news.models import ArticlePage, Correction
from tests.api.calling import ROOT
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    make_now,
)
from tests.search.indexing import index

pytestmark = pytest.mark.django_db


def headlines(answer):
    return [story["headline"] for story in answer["items"]]


def test_a_story_is_read_with_its_parts(call, section):
    topic, photo = TopicFactory(name="Harbour"), PhotoFactory(caption="At noon")
    story = ArticleFactory(
        parent=section,
        title="Wall holds",
        standfirst="So far.",
        authors=["Mara Lind"],
        about=[topic],
        lead_photo=photo,
        lead_credit="Jo Reed",
        label="analysis",
    )
    Correction.objects.create(article=story, date="2026-11-01", text="Not the roof.")
    make_now(story)
    answer = call(f"/stories/{story.pk}/")
    expected = {
        "id": story.pk,
        "url": story.full_url,
        "headline": "Wall holds",
        "standfirst": "So far.",
        "label": "analysis",
        "updated_at": None,
        "corrections": [{"date": "2026-11-01", "text": "Not the roof."}],
        "reading_minutes": 1,
    }
    assert answer.items() >= expected.items()
    assert answer["section"] == {
        "id": section.pk,
        "slug": "news",
        "name": "News",
        "url": section.full_url,
    }
    assert answer["authors"][0]["name"] == "Mara Lind"
    assert answer["topics"][0]["url"] == "http://localhost/topics/harbour/"
    lead = answer["lead_photo"]
    assert (lead["credit"], lead["caption"]) == ("Jo Reed", "At noon")
    assert {file["type"] for file in lead["renditions"]} == {
        "image/avif",
        "image/jpeg",
        "image/webp",
    }
    assert all(file["url"].startswith("http://localhost/media/") for file in lead["renditions"])


def test_lists_go_on_where_they_ended_whatever_came_meanwhile(call, section):
    now = timezone.now()
    for hour in range(1, 6):
        ArticleFactory(parent=section, title=f"{hour}", published_at=now - timedelta(hours=hour))
    first = call("/stories/", limit=2)
    assert headlines(first) == ["1", "2"]
    ArticleFactory(parent=section, title="0", published_at=now)
    second = call(first["next"].partition("/api/v1")[2])
    assert headlines(second) == ["3", "4"]
    last = call(second["next"].partition("/api/v1")[2])
    assert (headlines(last), last["next"]) == (["5"], None)


def test_stories_of_the_same_moment_are_listed_once(call, section):
    moment = timezone.now() - timedelta(hours=1)
    for name in "abcd":
        ArticleFactory(parent=section, title=name, published_at=moment)
    first = call("/stories/", limit=3)
    rest = call(first["next"].partition("/api/v1")[2])
    assert sorted(headlines(first) + headlines(rest)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"section": "news"},
        {"topic": "harbour"},
        {"author": "mara-lind"},
        {"label": "opinion"},
        {"slug": "wall-holds"},
        {"published_from": "2026-11-02", "published_to": "2026-11-03"},
        {"q": "seagulls"},
        {"speaker": "Ines Aldaba"},
        {"speaker": " INES  aldaba\t"},
        {"speaker": "ines\xa0aldaba"},
        {"credit": "reed"},
        {"section": "news", "q": "seagulls", "speaker": "Ines Aldaba", "label": "opinion"},
    ],
    ids=" ".join,
)
def test_filters_leave_what_fulfils_all_of_them(call, section, parameters):
    quote = {"text": "It holds.", "speaker": "Ines Aldaba", "role": "", "source": ""}
    story = ArticleFactory(
        parent=section,
        title="Wall holds",
        slug="wall-holds",
        label="opinion",
        authors=["Mara Lind"],
        about=[TopicFactory(name="Harbour")],
        published_at="2026-11-03T12:00:00Z",
        lead_photo=PhotoFactory(credit="Jo Reed / Courier"),
        body=[("paragraph", "<p>Seagulls.</p>"), ("quote", quote)],
    )
    other = {
        "text": "Ines Aldaba said it.",
        "speaker": "Ines Aldaba Ruiz",
        "role": "",
        "source": "",
    }
    another = ArticleFactory(
        published_at="2026-11-04T12:00:00Z",
        body=[("quote", other)],
        lead_photo=PhotoFactory(),
        authors=["Jo Reed"],
        about=[TopicFactory()],
    )
    for one in (story, another):
        ReferenceIndex.create_or_update_for_object(one)
    index(story, another)
    assert headlines(call("/stories/")) == [another.title, "Wall holds"]
    assert headlines(call("/stories/", **parameters)) == ["Wall holds"]


@pytest.mark.parametrize(
    "parameters",
    [{"section": "none"}, {"topic": "none"}, {"author": "none"}, {"q": "???"}, {"speaker": "…"}],
    ids=str,
)
def test_a_filter_by_what_is_not_there_leaves_nothing(call, section, parameters):
    ArticleFactory(parent=section)
    assert call("/stories/", **parameters) == {"items": [], "next": None}


def test_fields_are_chosen(call, section):
    story = ArticleFactory(parent=section, title="Wall holds")
    expected = {"id": story.pk, "headline": "Wall holds"}
    assert call("/stories/", fields="id,headline")["items"] == [expected]
    assert call(f"/stories/{story.pk}/", fields="headline, id") == expected
    refused = call("/stories/", 422, fields="body")
    assert refused["errors"][0]["loc"] == ["query", "fields"]


def test_sections_authors_and_topics_are_read(call, section):
    topic = TopicFactory(name="Harbour", description="By the sea.")
    AuthorFactory(name="Nobody yet")
    story = ArticleFactory(parent=section, authors=["Mara Lind"], about=[topic])
    author = story.bylines.get().author
    author.portrait = PhotoFactory()
    author.save()
    assert [one["name"] for one in call("/sections/")["items"]] == ["News"]
    assert [one["name"] for one in call("/authors/", slug="mara-lind")["items"]] == ["Mara Lind"]
    assert call(f"/sections/{section.pk}/")["url"] == section.full_url
    assert call(f"/topics/{topic.pk}/")["description"] == "By the sea."
    shown = call(f"/authors/{author.pk}/")
    assert shown["portrait"]["renditions"]
    assert shown["url"] == "http://localhost/authors/mara-lind/"
    assert len(call("/authors/")["items"]) == len(call("/topics/")["items"]) == 1


def test_names_are_in_order_over_pages(call, section):
    for name in ("Cora", "Abel", "Bea"):
        ArticleFactory(parent=section, authors=[name])
    first = call("/authors/", limit=2)
    rest = call(first["next"].partition("/api/v1")[2])
    names = [author["name"] for author in first["items"] + rest["items"]]
    assert names == ["Abel", "Bea", "Cora"]


def test_photos_are_those_in_published_stories(call, section):
    shown, of_draft, unused = PhotoFactory(credit="Jo Reed"), PhotoFactory(), PhotoFactory()
    stories = [
        ArticleFactory(parent=section, lead_photo=shown),
        ArticleFactory(parent=section, lead_photo=of_draft, draft=True),
    ]
    for story in stories:
        ReferenceIndex.create_or_update_for_object(story)
    [found] = call("/photos/")["items"]
    assert found["id"] == shown.pk
    assert found == call(f"/photos/{shown.pk}/")
    assert [photo["id"] for photo in call("/photos/", credit="reed")["items"]] == [shown.pk]
    assert call("/photos/", credit="lind")["items"] == []
    for hidden in (of_draft, unused):
        call(f"/photos/{hidden.pk}/", 404)


def test_comments_are_those_that_readers_see(call, section):
    story = ArticleFactory(parent=section)
    root = add_comment(story, "Well said.", name="Jo")
    reply = add_comment(story, "No.", reply_to=root)
    gone = add_comment(story, "Bought here.")
    type(gone).objects.filter(pk=gone.pk).update(state="removed")
    listed = call(f"/stories/{story.pk}/comments/")["items"]
    assert [comment["number"] for comment in listed] == [reply.pk, root.pk]
    one = call(f"/comments/{root.pk}/")
    expected = {"text": "Well said.", "name": "Jo", "reply_to": None, "reply_count": 1}
    assert one.items() >= expected.items()
    assert one["url"] == f"http://localhost/comments/{root.pk}/"
    assert "visitor" not in one
    call(f"/comments/{gone.pk}/", 404)
    ArticlePage.objects.filter(pk=story.pk).update(commenting="hidden")
    call(f"/stories/{story.pk}/comments/", 404)
    call(f"/comments/{root.pk}/", 404)


def test_an_alias_leads_to_its_source(call, section):
    source = ArticleFactory(parent=section, title="Wall holds")
    alias = ArticleFactory(parent=SectionFactory(), alias_of=source, title="Wall holds")
    assert call(f"/stories/{alias.pk}/")["url"] == source.full_url
    assert [story["id"] for story in call("/stories/")["items"]] == [source.pk]


def test_the_next_page_is_at_the_address_of_the_site(client, section):
    ArticleFactory.create_batch(2, parent=section)
    response = client.get(f"{ROOT}/stories/?limit=1", headers={"host": "localhost:1337"})
    assert response.json()["next"].startswith("http://localhost/api/v1/stories/")
