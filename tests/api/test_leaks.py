"""What readers may not see is in no answer of the API."""

import json

import pytest
from wagtail.models import ReferenceIndex

from comments.models import ReaderComment
from news.models import ArticlePage, SectionPage
from tests.api.calling import ROOT
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    hidden_stories,
)
from tests.search.indexing import index

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"


@pytest.fixture
def hidden(section):
    """Stories of every kind that readers must not see, with all that would show them."""
    topic = TopicFactory(name=f"{SECRET} topic", slug="zanzibar-topic")
    quote = {"text": SECRET, "speaker": f"{SECRET} Smith", "role": "", "source": ""}
    fields = {
        "title": SECRET,
        "authors": [f"{SECRET} Author"],
        "about": [topic],
        "body": [("paragraph", f"<p>{SECRET}</p>"), ("quote", quote)],
    }
    photo = PhotoFactory(credit=f"{SECRET} Photos", caption=SECRET)
    gone = SectionFactory(title=f"{SECRET} section", slug="zanzibar-section")
    public = ArticleFactory(parent=section, title="Public")
    restricted = SectionFactory(title=f"{SECRET} restricted", restrict=True)
    stories = [
        *hidden_stories(section, lead_photo=photo, **fields),
        ArticleFactory(parent=gone, lead_photo=photo, slug="in-gone", **fields),
    ]
    for story in stories:
        ReferenceIndex.create_or_update_for_object(story)
    index(*stories)
    # Indexed and with comments, as of the time when it was public.
    ArticlePage.objects.filter(live=False).update(live=True)
    index(*stories)
    comments = [add_comment(public, f"{SECRET} comment {story.pk}") for story in stories]
    for comment, story in zip(comments, stories, strict=True):
        ReaderComment.objects.filter(pk=comment.pk).update(story=story)
    ArticlePage.objects.filter(pk=stories[0].pk).update(live=False)
    SectionPage.objects.filter(pk=gone.pk).update(live=False)
    author = stories[0].bylines.get().author
    return {
        "story_id": [story.pk for story in stories],
        "section_id": [gone.pk, restricted.pk],
        "author_id": [author.pk],
        "topic_id": [topic.pk],
        "photo_id": [photo.pk],
        "number": [comment.pk for comment in comments],
        "slugs": [*(story.slug for story in stories), gone.slug, author.slug, topic.slug],
    }


def addresses(document, hidden):
    """Yield every address that everybody may read, and whether it is of one hidden thing."""
    for path, methods in document["paths"].items():
        if "get" not in methods or methods["get"].get("security"):
            continue
        name = path.partition("{")[2].partition("}")[0]
        for pk in hidden[name] if name else [None]:
            address = path.replace(f"{{{name}}}", str(pk))
            yield address, bool(name)
            for parameter in methods["get"]["parameters"]:
                for value in guesses(parameter, hidden):
                    yield f"{address}?{parameter['name']}={value}", bool(name)


def guesses(parameter, hidden):
    """Return what somebody may try who looks for it."""
    texts = {"q": [SECRET], "credit": [SECRET], "speaker": [f"{SECRET} Smith"]}
    slugs = dict.fromkeys(("slug", "section", "author", "topic"), hidden["slugs"])
    return {**texts, **slugs, "limit": [100]}.get(parameter["name"], [])


def test_nothing_hidden_is_in_any_answer(client, document, hidden, settings):
    settings.API_REQUESTS_PER_MINUTE = 10_000
    questions = [*addresses(document, hidden)]
    assert len(questions) > 60
    for address, is_of_one in questions:
        response = client.get(address)
        assert SECRET not in response.content.decode(), address
        assert response.status_code == (404 if is_of_one else 200), address
        if not is_of_one:
            assert not set(ids_in(response.json())) & set(hidden["story_id"]), address


def ids_in(answer):
    return [item.get("id") for item in answer["items"] if "headline" in item]


def test_what_is_public_is_found_in_the_same_ways(client, section):
    """Else the test above would not notice that nothing is ever found."""
    photo = PhotoFactory(credit=f"{SECRET} Photos")
    quote = {"text": "Yes.", "speaker": f"{SECRET} Smith", "role": "", "source": ""}
    story = ArticleFactory(parent=section, title=SECRET, lead_photo=photo, body=[("quote", quote)])
    ReferenceIndex.create_or_update_for_object(story)
    index(story)
    add_comment(story, SECRET)
    paths = [f"/stories/{story.pk}/", f"/stories/{story.pk}/comments/", f"/photos/{photo.pk}/"]
    queries = [f"q={SECRET}", f"credit={SECRET}", f"speaker={SECRET}+Smith", f"slug={story.slug}"]
    for address in [*paths, *(f"/stories/?{query}" for query in queries)]:
        response = client.get(ROOT + address)
        assert SECRET in response.content.decode(), address


@pytest.mark.parametrize("kind", ["draft", "future", "expired", "restrict"])
def test_a_link_to_what_is_hidden_is_left_out(call, section, kind):
    other = ArticleFactory(parent=section, title=SECRET, **{kind: True})
    body = [
        ("related", {"story": other.pk}),
        ("paragraph", f'<p>See <a linktype="page" id="{other.pk}">this</a>.</p>'),
    ]
    story = ArticleFactory(
        parent=section,
        body=json.dumps(
            [
                {"type": name, "id": str(number), "value": value}
                for number, (name, value) in enumerate(body)
            ]
        ),
    )
    answer = call(f"/stories/{story.pk}/")
    assert SECRET not in json.dumps(answer)
    [paragraph] = answer["body"]
    assert other.slug not in paragraph["value"]["html"]
    assert "href" not in paragraph["value"]["html"]
