"""Readers of a corpus of 548 stories find the one that they mean."""

import pytest
from wagtail.models import Page

from news.models import ArticlePage, Author, Byline
from search.index import index_stories
from search.spelling import corrected_search
from search.views import count_readings
from tests.databases import analyze
from tests.factories import ArticleFactory, SectionFactory
from tests.news.test_query_counts import repeat
from tests.search.corpus import corpus
from tests.search.corpus_queries import judged
from tests.search.indexing import search

# Shares of the queries whose story comes first, or among three; the mean of 1 / its place.
FIRST, FIRST_THREE, RECIPROCAL_RANK = 0.96, 0.98, 0.97
CONSIDERED_STORIES = 10


@pytest.fixture(scope="module")
def titles(module_db):
    """The corpus, published and indexed: its headlines by id."""
    texts = list(corpus().values())
    repeat(ArticleFactory(parent=SectionFactory()), len(texts) - 1)
    names = dict.fromkeys(text.author for text in texts)
    authors = {name: Author(name=name, slug=f"writer-{n}") for n, name in enumerate(names)}
    Author.objects.bulk_create(authors.values())
    stories = list(ArticlePage.objects.order_by("pk"))
    for story, text in zip(stories, texts, strict=True):
        story.title, story.standfirst = text.title, text.standfirst
        story.published_at, story.body = text.published_at, [("paragraph", text.body)]
    ArticlePage.objects.bulk_update(stories, ["standfirst", "published_at", "body"])
    Page.objects.bulk_update(stories, ["title"])
    Byline.objects.all().delete()
    Byline.objects.bulk_create(
        Byline(article=story, author=authors[text.author], sort_order=0)
        for story, text in zip(stories, texts, strict=True)
    )
    index_stories([story.pk for story in stories])
    analyze(ArticlePage, Byline, Page)
    return {story.pk: story.title for story in stories}


def found(typed):
    """Return the ids of the first stories that the page shows for a query."""
    asked_for = search(typed)
    read, counts = count_readings(asked_for)
    if not counts.any and (better := corrected_search(asked_for)):
        read, counts = count_readings(better)
    first = counts.first if counts.first is not None else read.best(CONSIDERED_STORIES)
    return first[:CONSIDERED_STORIES] or asked_for.partial_matches(CONSIDERED_STORIES)


def test_readers_find_the_story_that_they_mean(titles):
    places, wrong = [], []
    for kind, typed, meant in judged():
        headlines = [titles[pk] for pk in found(typed)]
        places.append(headlines.index(meant) + 1 if meant in headlines else 0)
        if places[-1] != 1:
            wrong.append(f"{kind}: {typed}: {meant} is at {places[-1]}, after {headlines[:1]}")
    first = places.count(1) / len(places)
    three = sum(0 < place <= 3 for place in places) / len(places)
    rank = sum(1 / place for place in places if place) / len(places)
    told = "\n".join([f"{first:.3f}, {three:.3f}, {rank:.3f} of {len(places)}", *wrong])
    assert first >= FIRST, told
    assert three >= FIRST_THREE, told
    assert rank >= RECIPROCAL_RANK, told


def test_there_are_enough_stories_and_queries():
    assert len(corpus()) >= 500
    assert len(list(judged())) >= 150
