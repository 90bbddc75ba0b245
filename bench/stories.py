"""The stories of a synthetic newsroom: years of them, as rows past Wagtail's saving.

Everything about a story follows from its number, 1 being the oldest, so that several processes
can write them and two newsrooms of one size are the same.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import slugify

from bench.newsroom import ALPHABET, Rows, is_sqlite, without_foreign_keys
from bench.prose import LINK_PLACEHOLDERS, ProseWriter, StockBody, terms_of, typed

PUBLISHED_YEARS = 10
STORIES_BATCH_SIZE = 1_000
PROCESSES_COUNT = 2
# The sections, and the section of each of twenty stories in a row.
SECTIONS = ("World", "Politics", "Business", "City", "Sport", "Culture", "Science", "Opinion")
SECTION_PATTERN = (0, 1, 3, 4, 2, 0, 1, 5, 3, 4, 0, 6, 1, 3, 2, 4, 0, 7, 1, 3)
LABELS = (*("" for _ in range(36)), "analysis", "analysis", "opinion", "sponsored")
# The measured stories, counted from the newest.
MANY_COMMENTS_STORY, USUAL_STORY = 40, 60


@dataclass
class StoriesPlan:
    """The common data of all stories."""

    number: int
    now: datetime
    first_page: int
    sections: list[Any]
    photos: list[int]
    authors: list[tuple[int, str]]
    topics: list[tuple[int, str]]
    # Default columns of pages and stories.
    page_like: Any
    story_like: Any

    def page(self, n: int) -> int:
        """Return the number of the page of a story."""
        return self.first_page + n

    def published_at(self, n: int) -> datetime:
        """Return when a story was published: evenly over the years."""
        apart = timedelta(days=365) * PUBLISHED_YEARS / self.number
        jitter = (n * 7919 % 1000) / 1000
        return self.now - (self.number - n + jitter) * apart - timedelta(seconds=60)

    def place(self, n: int) -> tuple[Any, int]:
        """Return the section of a story, and its position there."""
        round_, at = divmod(n - 1, len(SECTION_PATTERN))
        section = SECTION_PATTERN[at]
        return self.sections[section], round_ * SECTION_PATTERN.count(section) + SECTION_PATTERN[
            :at
        ].count(section)

    def number_in(self, section: int) -> int:
        """Return how many stories a section has."""
        rounds, rest = divmod(self.number, len(SECTION_PATTERN))
        return rounds * SECTION_PATTERN.count(section) + SECTION_PATTERN[:rest].count(section)


def add_stories(
    plan: StoriesPlan, progress: Callable[[int, int | None], None], processes: int = PROCESSES_COUNT
) -> None:
    """Write every story, in several processes if the database allows it."""
    chunks = [
        range(first, min(first + STORIES_BATCH_SIZE, plan.number + 1))
        for first in range(1, plan.number + 1, STORIES_BATCH_SIZE)
    ]
    processes = 1 if is_sqlite() else min(processes, len(chunks))
    if processes > 1:
        connection.close()
    children = [start(plan, chunks[at::processes], silent) for at in range(1, processes)]
    # Only this process reports progress.
    write(
        plan, chunks[::processes], lambda n: progress(min(n * processes, plan.number), plan.number)
    )
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("The stories could not be written.")


def start(plan: StoriesPlan, chunks: Sequence[range], progress: Callable[[int], None]) -> int:
    """Write some stories in another process; return its number."""
    if child := os.fork():
        return child
    try:
        write(plan, chunks, progress)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def silent(_done: int) -> None:
    """Report nothing."""


def write(plan: StoriesPlan, chunks: Sequence[range], progress: Callable[[int], None]) -> None:
    """Write some stories."""
    from news.models import ArticlePage, Byline

    writer = ProseWriter(plan.photos, plan.number)
    likes = [plan.page_like, plan.story_like, Byline(), ArticlePage.topics.through()]
    tables = [Rows(like) for like in likes]
    done = 0
    with without_foreign_keys():
        for chunk in chunks:
            with transaction.atomic():
                write_some(plan, writer, tables, chunk)
            done += len(chunk)
            progress(done)


def write_some(
    plan: StoriesPlan, writer: ProseWriter, tables: Sequence[Rows], chunk: range
) -> None:
    """Write some stories with all related rows, in one transaction."""
    dice = Random(f"stories {chunk[0]}")  # noqa: S311 - the same newsroom every time
    stories = [Story(plan, writer, dice, n) for n in chunk]
    pages, articles, bylines, topics = tables
    pages.write(story.page_row() for story in stories)
    articles.write(story.article_row() for story in stories)
    by = [(story, author) for story in stories for author in story.authors]
    about = [(story, topic) for story in stories for topic in story.topics]
    # Ids far enough apart for several processes.
    bylines.write(
        {"id": 2 * chunk[0] + at, "article_id": s.pk, "author_id": author[0], "sort_order": 0}
        for at, (s, author) in enumerate(by)
    )
    topics.write(
        {"id": 4 * chunk[0] + at, "articlepage_id": s.pk, "topic_id": topic[0]}
        for at, (s, topic) in enumerate(about)
    )
    index(stories)


class Story:
    """The rows of a story."""

    def __init__(self, plan: StoriesPlan, writer: ProseWriter, dice: Random, n: int) -> None:
        self.n, self.pk, self.plan = n, plan.page(n), plan
        known = n in {plan.number - MANY_COMMENTS_STORY, plan.number - USUAL_STORY}
        self.section, self.place = plan.place(n)
        self.published_at = plan.published_at(n)
        self.title = writer.headline(dice)
        self.standfirst = " ".join(writer.sentences(dice, 2))[:400]
        # The first stories link to themselves.
        self.earlier = [
            plan.page(dice.randint(max(1, n - 500), max(1, n - 1))) for _ in LINK_PLACEHOLDERS
        ]
        self.body = (
            StockBody(writer.body(dice, LINK_PLACEHOLDERS, full=True))
            if known
            else writer.any_body(dice)
        )
        self.photo = dice.choice(plan.photos) if known or dice.random() < 0.85 else None
        self.caption = writer.sentences(dice, 1)[0]
        self.label = "" if known else dice.choice(LABELS)
        self.authors = dice.sample(plan.authors, 1 if dice.random() < 0.8 else 2)
        self.topics = dice.sample(plan.topics, dice.randint(1, 4))
        self.key = UUID(int=dice.getrandbits(128), version=4)

    def page_row(self) -> dict[str, Any]:
        """Return the row of the page."""
        slug = f"{slugify(self.title)[:60]}-{self.n}"
        return {
            "id": self.pk,
            "path": self.section.path + step(self.place + 1),
            "title": self.title,
            "draft_title": self.title,
            "slug": slug,
            "url_path": f"{self.section.url_path}{slug}/",
            "translation_key": self.key,
            "first_published_at": self.published_at,
            "last_published_at": self.published_at,
            "latest_revision_created_at": self.published_at,
        }

    def article_row(self) -> dict[str, Any]:
        """Return the row of the story."""
        return {
            "page_ptr_id": self.pk,
            "standfirst": self.standfirst,
            "lead_photo_id": self.photo,
            "lead_caption": self.caption if self.photo else "",
            "body": self.body.leading_to(self.earlier),
            "section_id": self.section.pk,
            "label": self.label,
            "sponsor": "Port Authority" if self.label == "sponsored" else "",
            "published_at": self.published_at,
        }


def index(stories: Sequence[Story]) -> None:
    """Write stories to the search index like `search.index`, but each body only once."""
    from search.engines import postgresql, sqlite
    from search.models import Entry

    texts = [{"story_id": s.pk, "text": f"{s.body.words}\n{s.caption}"} for s in stories]
    above = [(s, fields_above(s), typed(s.title)) for s in stories]
    rows = Rows(Entry())
    if is_sqlite():
        rows.write(texts)
        with connection.cursor() as cursor:
            values = [
                (s.pk, *map(" ".join, (f._replace(body=[*s.body.terms, *f.body]))), " ".join(words))
                for s, f, words in above
            ]
            cursor.executemany(sqlite.INSERT_TERMS_SQL, values)
        return
    rows.usual |= {"terms": None, "headline": None, "published_at": None}
    rows.write(
        text
        | {
            "terms": f"{postgresql.tsvector(fields)} {s.body.places}",
            "headline": postgresql.plain_tsvector(words),
            "published_at": s.published_at,
        }
        for text, (s, fields, words) in zip(texts, above, strict=True)
    )


def fields_above(story: Story) -> Any:
    """Return the terms of all that a story has besides its body, and of its lead photo."""
    from search.stories import StoryTerms

    return StoryTerms(
        terms_of([story.title]),
        terms_of([story.standfirst]),
        terms_of([story.caption] if story.photo else []),
        terms_of([name for _pk, name in story.authors]),
        terms_of([name for _pk, name in story.topics]),
    )


def step(number: int) -> str:
    """Return the last step of the path of the n-th child of a page."""
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def plan_of(number: int, now: datetime, photos: list[int]) -> StoriesPlan:
    """Create the sections and an example story; return the plan."""
    from wagtail.models import Page

    from bench.texts import add_subjects
    from home.models import HomePage
    from news.models import ArticlePage, SectionPage
    from search.index import index_name

    home = HomePage.objects.get()
    colours = SectionPage.Colour.values
    sections = [
        home.add_child(
            instance=SectionPage(
                title=name,
                slug=name.lower(),
                colour=colours[n % len(colours)],
                description=f"News of {name.lower()}.",
            )
        )
        for n, name in enumerate(SECTIONS)
    ]
    for section in sections:
        index_name(section)
    example = sections[0].add_child(instance=ArticlePage(title="Example", slug="example"))
    page = Page.objects.get(pk=example.pk)
    top = Page.objects.aggregate(top=Max("pk"))["top"]
    ArticlePage.objects.get(pk=example.pk).delete()
    plan = StoriesPlan(number, now, top, sections, photos, *add_subjects(), page, example)
    for n, section in enumerate(sections):
        Page.objects.filter(pk=section.pk).update(numchild=plan.number_in(n))
    return plan
