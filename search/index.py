"""Keeping the index: the words of stories, the words known, and the names of subjects."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import transaction

from byline.pagecache import changed
from news.models import ArticlePage, Author, SectionPage, Topic
from news.querysets import ArticleQuerySet
from search.engines import engine
from search.models import Entry, KnownWord, Name
from search.stories import texts_of
from search.words import UNSPACED, WORD, fold

# What depends on which stories have a word.
INDEXED = "list:indexed"
# How many stories are indexed in one transaction.
AT_A_TIME = 100
SHORTEST, LONGEST = 3, 30  # letters of a word that is known
LONGEST_SPELLING = 60  # characters
LONGEST_NAME = 300  # characters
SUBJECTS: dict[Any, str] = {
    Author: Name.Kind.AUTHOR,
    Topic: Name.Kind.TOPIC,
    SectionPage: Name.Kind.SECTION,
}


def index_stories(ids: Iterable[int]) -> None:
    """Make the index say what the stories say now; forget those that are not live."""
    for some in batched(ids, AT_A_TIME):
        with transaction.atomic():
            index_some(some)
            changed(INDEXED)


def index_some(ids: Sequence[int]) -> None:
    """Index some stories in a transaction."""
    # Whoever indexes one of them at the same time waits here, and reads it when it is his turn.
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
    texts = [(story, texts_of(story)) for story in stories]
    Entry.objects.bulk_create(
        [Entry(story=story, text=words.body) for story, words in texts],
        update_conflicts=True,
        unique_fields=["story"],
        update_fields=["text"],
    )
    engine().write(texts)
    learn_words(text for _story, words in texts for text in words)


def live_stories() -> ArticleQuerySet:
    """Return the stories that the index has. What readers may see of them is asked later."""
    return ArticlePage.objects.live().originals()


def learn_words(texts: Iterable[str]) -> None:
    """Remember how the words of texts are written."""
    known: dict[str, str] = {}
    for text in texts:
        for spelling in WORD.findall(text):
            known.setdefault(fold(spelling), spelling)
    KnownWord.objects.bulk_create(
        [
            KnownWord(word=word, backwards=word[::-1], spelling=spelling[:LONGEST_SPELLING])
            for word, spelling in sorted(known.items())
            if is_worth_knowing(word)
        ],
        ignore_conflicts=True,
    )


def is_worth_knowing(word: str) -> bool:
    """Tell whether somebody could mistype a word so that another is offered."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and not UNSPACED.search(word)


def index_name(subject: Author | Topic | SectionPage) -> None:
    """Make the index say what a subject is called now."""
    # Not as it is in memory: a draft of a section has its next name there.
    if not (saved := type(subject).objects.filter(pk=subject.pk).first()):
        return  # deleted this moment
    words = " ".join(fold(word) for word in WORD.findall(str(saved)))[: LONGEST_NAME - 1]
    Name.objects.update_or_create(
        kind=SUBJECTS[type(subject)], number=subject.pk, defaults={"words": f" {words}"}
    )


def index_names() -> None:
    """Make the index say what every subject is called now."""
    for model, kind in SUBJECTS.items():
        for subject in model.objects.all().iterator():
            index_name(subject)
        gone = Name.objects.filter(kind=kind).exclude(number__in=model.objects.values("pk"))
        gone.delete()


def forget_name(subject: Author | Topic | SectionPage) -> None:
    """Forget what a subject was called."""
    Name.objects.filter(kind=SUBJECTS[type(subject)], number=subject.pk).delete()


def rebuild(progress: Callable[[int, int], None]) -> int:
    """Index every story anew, telling how many are done of how many; return how many there are.

    Readers find the stories meanwhile. Misspelt words are not corrected until their right
    spelling is met again.
    """
    index_names()
    KnownWord.objects.all().delete()
    Entry.objects.exclude(pk__in=live_stories().values("pk")).delete()
    total, done = live_stories().count(), 0
    for ids in batched(every_id(), AT_A_TIME):
        index_stories(ids)
        done += len(ids)
        progress(done, max(done, total))
    return done


def every_id() -> Iterator[int]:
    """Yield the ids of the stories, in short queries: nobody waits for one to end."""
    last = 0
    while ids := list(
        live_stories().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]
    ):
        yield from ids
        last = ids[-1]
