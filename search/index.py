"""Updating the index: the terms of stories, known words, and the names of subjects."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from byline.pagecache import changed
from news.models import ArticlePage, Author, SectionPage, Topic
from news.querysets import ArticleQuerySet
from search.engines import get_engine
from search.models import Entry, KnownWord, Name
from search.stories import story_texts
from search.words import POSSESSIVE_PATTERN, UNSPACED_SCRIPTS, WORD_PATTERN, fold, with_digraphs

# The cache tag of everything that depends on the index.
SEARCH_INDEX_TAG = "list:indexed"
# How many stories are indexed in one transaction.
INDEX_BATCH_SIZE = 100
# How many words are looked up in one statement.
WORDS_BATCH_SIZE = 2_000
KNOWN_WORD_MIN_LENGTH, KNOWN_WORD_MAX_LENGTH = 3, 30  # letters of a word that is known
SPELLING_MAX_LENGTH = 60  # characters
NAME_MAX_LENGTH = 300  # characters
NAME_KINDS: dict[Any, str] = {
    Author: Name.Kind.AUTHOR,
    Topic: Name.Kind.TOPIC,
    SectionPage: Name.Kind.SECTION,
}


def index_stories(ids: Iterable[int]) -> None:
    """Index the stories, and delete entries of those that are not live."""
    for some in batched(ids, INDEX_BATCH_SIZE):
        with transaction.atomic():
            index_some(some)
            changed(SEARCH_INDEX_TAG)


def index_new(stories: Iterable[ArticlePage]) -> None:
    """Index stories that were just created, as they are in memory, in a transaction."""
    if live := [story for story in stories if story.live]:
        write_entries(live)
        changed(SEARCH_INDEX_TAG)


def index_some(ids: Sequence[int]) -> None:
    """Index some stories in a transaction."""
    # Another process that indexes one of them waits here, and reads it afterwards.
    rows = ArticlePage.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))
    stories = list(
        live_stories()
        .filter(pk__in=ids)
        .select_related("lead_photo")
        .with_bylines()
        .prefetch_related("topics")
    )
    Entry.objects.filter(pk__in=set(ids) - {story.pk for story in stories}).delete()
    write_entries(stories)


def write_entries(stories: Iterable[ArticlePage]) -> None:
    """Write the entries and terms of stories as they are in memory, in a transaction."""
    texts = [(story, story_texts(story)) for story in stories]
    Entry.objects.bulk_create(
        [Entry(story=story, text=words.body) for story, words in texts],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["text"],
    )
    get_engine().write(texts)
    add_known_words(text for _story, words in texts for text in words)


def live_stories() -> ArticleQuerySet:
    """Return the stories that are indexed. Visibility is decided when searching."""
    return ArticlePage.objects.live().originals()


def add_known_words(texts: Iterable[str]) -> None:
    """Add the words of texts, with their spelling."""
    known: dict[str, str] = {}
    for text in texts:
        for spelling in WORD_PATTERN.findall(text):
            word, written = fold(spelling), POSSESSIVE_PATTERN.sub("", spelling)
            known[word] = written if written == word else known.get(word, written)
    # What is written small somewhere is no name, though a sentence may begin with it.
    capitals = KnownWord.objects.annotate(lower=Lower("spelling")).exclude(spelling=F("word"))
    for words in batched(sorted(filter(is_correctable, known)), WORDS_BATCH_SIZE):
        # Most are there: to look them up costs much less than to insert them in vain.
        there = set(KnownWord.objects.filter(word__in=words).values_list("word", flat=True))
        KnownWord.objects.bulk_create(
            [
                KnownWord(
                    word=word,
                    backwards=word[::-1],
                    spelling=known[word][:SPELLING_MAX_LENGTH],
                )
                for word in words
                if word not in there
            ],
            ignore_conflicts=True,
        )
        small = [word for word in words if word in there and known[word] == word]
        capitals.filter(word__in=small, lower=F("word")).update(spelling=F("word"))


def is_correctable(word: str) -> bool:
    """Return whether a word can be offered as a correction."""
    is_fit = KNOWN_WORD_MIN_LENGTH <= len(word) <= KNOWN_WORD_MAX_LENGTH
    return is_fit and word.isalpha() and not UNSPACED_SCRIPTS.search(word)


def index_name(subject: Author | Topic | SectionPage) -> None:
    """Index the name of a subject."""
    # Not as it is in memory: a draft of a section has its next name there.
    if not (saved := type(subject).objects.filter(pk=subject.pk).first()):
        return  # deleted this moment
    parts = WORD_PATTERN.findall(str(saved))
    others = [other for part in parts if (other := with_digraphs(part)) != part]
    words = " ".join(map(fold, [*parts, *others]))[: NAME_MAX_LENGTH - 1]
    Name.objects.update_or_create(
        kind=NAME_KINDS[type(subject)], number=subject.pk, defaults={"words": f" {words}"}
    )


def index_names() -> None:
    """Index the names of all subjects."""
    for model, kind in NAME_KINDS.items():
        for subject in model.objects.all().iterator():
            index_name(subject)
        gone = Name.objects.filter(kind=kind).exclude(number__in=model.objects.values("pk"))
        gone.delete()


def delete_name(subject: Author | Topic | SectionPage) -> None:
    """Delete the name of a subject."""
    Name.objects.filter(kind=NAME_KINDS[type(subject)], number=subject.pk).delete()


def rebuild(progress: Callable[[int, int], None]) -> int:
    """Index every story again, calling `progress(done, total)`; return their number.

    Readers find the stories meanwhile. Misspelt words are not corrected until their right
    spelling is met again.
    """
    index_names()
    KnownWord.objects.all().delete()
    Entry.objects.exclude(pk__in=live_stories().values("pk")).delete()
    return index_all(live_stories(), index_stories, INDEX_BATCH_SIZE, progress)


def index_all(
    pages: QuerySet,
    index: Callable[[tuple[int, ...]], object],
    batch_size: int,
    progress: Callable[[int, int], None],
) -> int:
    """Call `index` with the ids of all pages, by batches; return their number."""
    total, done = pages.count(), 0
    for ids in batched(iterate_ids(pages, batch_size), batch_size):
        index(ids)
        done += len(ids)
        progress(done, max(done, total))
    return done


def iterate_ids(pages: QuerySet, batch_size: int) -> Iterator[int]:
    """Yield the ids of pages, in short queries that block no writer."""
    last = 0
    while ids := next_ids(pages, last, batch_size):
        yield from ids
        last = ids[-1]


def next_ids(pages: QuerySet, last: int, number: int) -> list[int]:
    """Return the ids of the pages that come next after one."""
    rows = pages.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:number])
