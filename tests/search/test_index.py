"""The index has the texts of the stories."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from news.models import ArticlePage, Author, SectionPage, Topic
from search.index import index_stories, rebuild
from search.models import Entry, KnownWord, Name
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory

QUOTE = {"text": "It was.", "speaker": "", "role": "", "source": "", "source_url": ""}
PARTS = [
    ("paragraph", "<p>A <b>quokka</b> was seen.</p>"),
    ("heading", "The quokka"),
    ("quote", {**QUOTE, "text": "It was a quokka."}),
    ("quote", {**QUOTE, "speaker": "Anna Quokka"}),
    ("pull_quote", {"text": "A quokka!", "attribution": ""}),
    ("tweet", {"source": "", "text": "Seen: quokka", "author": "A", "handle": "a"}),
    ("fact_box", {"title": "Quokka", "text": "<p>Small.</p>"}),
    ("fact_box", {"title": "Small", "text": "<ul><li>A quokka</li></ul>"}),
    ("related", {"story": None, "headline": "A quokka elsewhere", "url": "https://example.com/"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_every_block_with_words_is_found(publish, find, part):
    publish("A story", body=[part])
    assert find("quokka") == ["A story"]


def test_captions_are_found_the_storys_own_and_the_photos(publish, find):
    photo = PhotoFactory(caption="A quokka at dawn", credit="Ana Lund")
    publish("Lead", lead_photo=photo)
    publish("Own words", lead_photo=photo, lead_caption="An animal")
    publish("In the text", body=[("photo", {"photo": photo, "caption": "", "credit": ""})])
    publish("Own in it", body=[("photo", {"photo": photo, "caption": "A bear", "credit": ""})])
    assert sorted(find("quokka")) == ["In the text", "Lead"]


def test_what_readers_do_not_see_is_not_found(publish, find):
    source = "https://x.com/quokka/status/123"
    publish("A story", body=[("tweet", {"source": source, "text": "Hello", "handle": "a"})])
    assert find("Hello") == ["A story"]
    assert find("quokka") == []
    assert find("none") == []


def test_what_is_published_is_found_as_it_is_now(db, find, django_capture_on_commit_callbacks):
    story = ArticleFactory(title="The quokka", draft=True)
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    assert find("quokka") == ["The quokka"]
    story.title = "The wombat"
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    assert find("wombat") == ["The wombat"]
    assert find("quokka") == []


def test_what_is_unpublished_or_deleted_leaves_the_index(
    publish, django_capture_on_commit_callbacks
):
    one, two = publish("One"), publish("Two")
    with django_capture_on_commit_callbacks(execute=True):
        one.unpublish()
    assert list(Entry.objects.values_list("story", flat=True)) == [two.pk]
    Page.objects.get(pk=two.pk).delete()
    assert not Entry.objects.exists()


def test_a_draft_is_never_indexed(db):
    story = ArticleFactory(title="Secret quokka", draft=True)
    index_stories([story.pk])
    assert not Entry.objects.exists()
    assert not KnownWord.objects.filter(word="quokka").exists()


def test_another_name_of_an_author_or_a_topic_finds_their_stories(
    publish, find, django_capture_on_commit_callbacks
):
    topic = Topic.objects.create(name="Harbour")
    publish("A story", authors=["Ana Lund"], about=[topic])
    for subject, name in ((Author.objects.get(), "Bea Quokka"), (topic, "Wombats")):
        with django_capture_on_commit_callbacks(execute=True):
            subject.name = name
            subject.save()
    assert find("bea quokka wombat") == ["A story"]
    assert find("lund") == find("harbour") == []


def test_a_topic_that_is_deleted_finds_nothing(publish, find, django_capture_on_commit_callbacks):
    topic = Topic.objects.create(name="Wombats")
    publish("A story", about=[topic])
    assert find("wombats") == ["A story"]
    with django_capture_on_commit_callbacks(execute=True):
        topic.delete()
    assert find("wombats") == []


def test_what_is_taken_out_of_a_story_is_not_shown_until_it_is_indexed(publish, read):
    story = publish("The quokka", body=[("paragraph", "<p>A quokka bit Zanzibarov.</p>")])
    assert "Zanzibarov" in read("/search/?q=zanzibarov").text
    story.body = [("paragraph", "<p>A quokka bit somebody.</p>")]
    story.save_revision().publish()
    assert "bit" not in read("/search/?q=zanzibarov").select_one(".result").text


def test_names_follow_their_subjects(db):
    author = Author.objects.create(name="Élodie O’Brien")
    section = SectionFactory(title="Local news", signals=True)
    assert set(Name.objects.values_list("kind", "words")) >= {
        ("author", " elodie obrien"),
        ("section", " local news"),
    }
    author.name = "Elodie Lund"
    author.save()
    assert Name.objects.get(kind="author").words == " elodie lund"
    author.delete()
    Page.objects.get(pk=section.pk).delete()
    assert set(Name.objects.values_list("kind", "words")).isdisjoint(
        {("author", " elodie lund"), ("section", " local news")}
    )


def test_the_draft_of_another_name_for_a_section_is_not_offered(db):
    section = SectionFactory(title="Sport", signals=True)
    section.title = "Scandal desk"
    section.save_revision()
    assert Name.objects.get(number=section.pk).words == " sport"
    section.save_revision().publish()
    assert Name.objects.get(number=section.pk).words == " scandal desk"


def test_a_rebuilt_index_says_what_the_stories_say(publish, find):
    gone = publish("Gone")
    kept = ArticleFactory(title="The quokka", authors=["Ana Lund"])
    ArticlePage.objects.filter(pk=gone.pk).update(live=False)
    KnownWord.objects.create(word="stale", backwards="elats", spelling="stale")
    Name.objects.all().delete()
    progress = []
    assert rebuild(lambda done, total: progress.append((done, total))) == 1
    assert progress == [(1, 1)]
    assert list(Entry.objects.values_list("story", flat=True)) == [kept.pk]
    assert find("quokka lund") == ["The quokka"]
    assert not KnownWord.objects.filter(word="stale").exists()
    assert Name.objects.filter(kind="author").exists()
    assert SectionPage.objects.count() == Name.objects.filter(kind="section").count()


def test_the_index_costs_the_same_for_one_story_and_for_many(db):
    def cost(number):
        stories = [
            ArticleFactory(title=f"Of {number}: {n}", authors=["Ana"]) for n in range(number)
        ]
        with CaptureQueriesContext(connection) as captured:
            index_stories([story.pk for story in stories])
        return len(captured)

    cost(1)  # learns the words
    assert cost(1) == cost(10) <= 13
