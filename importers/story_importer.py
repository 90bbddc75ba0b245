"""Turn stories of saved pages into articles of the site."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.blocks import StreamValue

from importers.comments import NewComments
from importers.models import ImportedStory
from importers.notes import ImportNote, NoteKind, UnreadableStory, quoted
from importers.saved_pages.parts import (
    SavedBlock,
    SavedEmbed,
    SavedParagraph,
    SavedPart,
    SavedPhoto,
    SavedRelated,
    SavedTweet,
)
from importers.saved_pages.story import SavedStory, normalise
from importers.targets import ImportTargets, free_page_slug
from importers.times import aware, day
from news.models import ArticlePage, Author, Byline, SectionPage
from news.publish_blockers import publish_blockers

IMPORT_SOURCE = ImportedStory.Source.SAVED_PAGE
# How often a story is tried when another process changes the same part of the site.
STORE_ATTEMPTS_LIMIT = 3
# In the order of the report: the names of blocks, and what people call them.
PART_NAMES = {
    "paragraph": "paragraph",
    "heading": "heading",
    "quote": "quote",
    "table": "table",
} | {
    "tweet": "tweet",
    "embed": "embed",
    "photo": "photo",
    "related": "related headline",
}
UNCHANGED = "the story here is left as it is"


class Outcome(StrEnum):
    """The outcome of a file."""

    IMPORTED = "imported"
    PRESENT = "already imported"
    EXTENDED = "already imported, with new comments"
    CHANGED = "changed since it was imported"
    DUPLICATE = "duplicate of another file"
    FAILED = "failed"


@dataclass(frozen=True)
class StoryResult:
    """The outcome of a story, with an explanation and notes."""

    outcome: Outcome
    text: str
    notes: tuple[ImportNote, ...] = ()
    comments: int = 0  # new ones


class StoryImporter:
    """Put stories and their comments into the site, those of a file whole or not at all."""

    def __init__(self, default_section: str, *, dry_run: bool = False) -> None:
        self.default_section = default_section
        self.dry_run = dry_run
        self.targets = ImportTargets()
        # What a dry run would have made so far: sections and authors, which are announced
        # once, the marks of the comments on each story, and the numbers of all of them.
        self.announced: set[tuple[str, str]] = set()
        self.planned: defaultdict[str, set[int | str]] = defaultdict(set)
        self.taken: set[int] = set()

    def import_story(self, story: SavedStory) -> StoryResult:
        """Store the story and comments not stored yet. Raises UnreadableStory."""
        if self.dry_run:
            return self.plan(story)
        if (record := find_record(story)) and not NewComments(story, record.article).arrivals:
            return result_for_existing(story, record)
        for attempt in range(1, STORE_ATTEMPTS_LIMIT + 1):
            try:
                return self.import_once(story)
            except Exception as error:
                self.targets.clear_cache()
                # Another process made or deleted a page, an author or this story: try again.
                if not isinstance(error, IntegrityError) or attempt == STORE_ATTEMPTS_LIMIT:
                    raise
        raise AssertionError("the last attempt returns or raises")

    @transaction.atomic
    def import_once(self, story: SavedStory) -> StoryResult:
        """Store the story with its comments, or new comments only, in one transaction."""
        self.targets.lock()
        if record := find_record(story):
            arrivals = NewComments(story, record.article)
            arrivals.store(record.article)
            return result_for_existing(story, record, arrivals)
        body = read_body(story)
        notes = self.missing(story)
        name = self.section_name(story)
        section = self.targets.section(name) or self.targets.make_section(name)
        article = make_article(story, body, section, self.authors(story))
        if blockers := publish_blockers(article):
            message = f"imported as a draft. {' '.join(blockers)}"
            notes = (*notes, ImportNote(story.byline.line, NoteKind.CHECK, message))
        else:
            article.latest_revision.publish()
        ImportedStory.objects.create(
            source=IMPORT_SOURCE,
            key=story.key,
            checksum=story.checksum,
            dated=aware(story.byline.date.at),
            article=article,
        )
        arrivals = NewComments(story)
        arrivals.store(article)
        return self.imported(story, notes, arrivals)

    def plan(self, story: SavedStory) -> StoryResult:
        """Return what `import_story` would, and change nothing."""
        record = find_record(story)
        if not record and story.key not in self.planned:
            read_body(story)
        arrivals = NewComments(story, record.article if record else None, self.planned[story.key])
        arrivals.plan(self.taken)
        if record:
            return result_for_existing(story, record, arrivals)
        return self.imported(story, self.missing(story), arrivals)

    def authors(self, story: SavedStory) -> list[Author]:
        """Return the story's authors, creating new ones."""
        names = story.byline.authors
        return [self.targets.author(n) or self.targets.make_author(n) for n in names]

    def section_name(self, story: SavedStory) -> str:
        """Return the section that the file names, or the one for files that name none."""
        return story.byline.section or self.default_section

    def missing(self, story: SavedStory) -> tuple[ImportNote, ...]:
        """Return notes of the section and authors that do not exist yet."""
        section = self.section_name(story)
        new = [] if self.targets.section(section) else [("section", section)]
        new += [("author", n) for n in story.byline.authors if not self.targets.author(n)]
        if self.dry_run:
            new = [(kind, n) for kind, n in new if (kind, normalise(n)) not in self.announced]
            self.announced.update((kind, normalise(name)) for kind, name in new)
        line, created = story.byline.line, NoteKind.CREATED
        return tuple(ImportNote(line, created, f"{kind} {quoted(name)}") for kind, name in new)

    def imported(
        self, story: SavedStory, notes: tuple[ImportNote, ...], arrivals: NewComments
    ) -> StoryResult:
        """Return the result of a new story."""
        at = aware(story.byline.date.at)
        if at > timezone.now():
            message = f"dated {day(at)}: readers see nothing of it before that"
            notes = (*notes, ImportNote(story.byline.line, NoteKind.CHECK, message))
        counts = ", ".join(part_counts(story, arrivals))
        text = f"{quoted(story.headline)} in {self.section_name(story)}, {day(at)}: {counts}"
        notes = (*notes, *story.notes, *arrivals.notes)
        return StoryResult(Outcome.IMPORTED, text, notes, len(arrivals.arrivals))


def find_record(story: SavedStory) -> ImportedStory | None:
    """Return the record of the story's import; None where it was not imported."""
    records = ImportedStory.objects.filter(source=IMPORT_SOURCE, key=story.key)
    return records.select_related("article").first()


def result_for_existing(
    story: SavedStory, record: ImportedStory, arrivals: NewComments | None = None
) -> StoryResult:
    """Return the result of a story that was imported before: changes and new comments."""
    outcome, text = Outcome.PRESENT, str(Outcome.PRESENT)
    if record.checksum != story.checksum:
        outcome, text = Outcome.CHANGED, f"changed in the file since it was imported; {UNCHANGED}"
    elif record.dated != (dated := aware(story.byline.date.at)):
        text = f"imported with the date {day(record.dated)}, now read as {day(dated)}; {UNCHANGED}"
        outcome = Outcome.CHANGED
    if arrivals is None or not arrivals.arrivals:
        return StoryResult(outcome, text)
    number = len(arrivals.arrivals)
    if outcome is Outcome.PRESENT:
        outcome, text = Outcome.EXTENDED, quoted(story.headline)
    text = f"{text}: {count_phrase(number, 'new comment')}"
    return StoryResult(outcome, text, tuple(arrivals.notes), number)


def make_article(
    story: SavedStory, body: StreamValue, section: SectionPage, authors: list[Author]
) -> ArticlePage:
    """Create the article as a draft, with a revision and log entries."""
    article = ArticlePage(
        title=story.headline,
        slug=free_page_slug(section, story.headline),
        published_at=aware(story.byline.date.at),
        lead_credit=story.lead_credit,
        body=body,
        live=False,
    )
    article.bylines.set(Byline(author=a, sort_order=n) for n, a in enumerate(authors))
    section.add_child(instance=article)
    article.save_revision()
    return article


def read_body(story: SavedStory) -> StreamValue:
    """Return the story's body, checked by its blocks as if an editor had typed it.

    Raises UnreadableStory with the line of the first part that a block refuses.
    """
    block = ArticlePage._meta.get_field("body").stream_block
    items = [
        {"type": name, "value": value, "id": str(uuid4())}
        for name, value in map(block_value, story.parts)
    ]
    body = block.to_python(items)
    for part, child in zip(story.parts, body, strict=True):
        if isinstance(part, SavedEmbed):
            continue  # To clean it is to fetch its title and picture.
        try:
            child.value = child.block.clean(child.value)
        except ValidationError as error:
            message = " ".join(dict.fromkeys(error_messages(error)))
            raise UnreadableStory(f"{child.block_type}: {message}", part.line) from error
    return body


def block_value(part: SavedPart) -> tuple[str, Any]:
    """Return the block that a part becomes, and its stored value."""
    match part:
        case SavedParagraph():
            return "paragraph", part.html
        case SavedPhoto():
            return "photo", {"photo": None, "caption": part.caption, "credit": part.credit}
        case SavedRelated():
            return "related", {"story": None, "headline": part.headline, "url": part.url}
        case SavedEmbed():
            return part.name, {"source": part.url}
        case SavedBlock():
            return part.name, part.value
        case SavedTweet(tweet=tweet):
            return "tweet", {
                "source": tweet.url,
                "text": tweet.text,
                "author": tweet.author,
                "handle": tweet.handle,
                "posted_on": tweet.posted_on,
            }


def error_messages(error: ValidationError) -> Iterator[str]:
    """Yield the messages of an error and of its nested block errors."""
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield from error.messages
        return
    for field in inner.values():
        yield from error_messages(field)


def part_counts(story: SavedStory, arrivals: NewComments) -> Iterator[str]:
    """Yield the numbers of parts: "8 paragraphs", "1 tweet", "2 comments"."""
    counts = Counter(block_value(part)[0] for part in story.parts)
    for block, name in PART_NAMES.items():
        if number := counts[block]:
            yield count_phrase(number, name)
    if arrivals.arrivals:
        yield count_phrase(len(arrivals.arrivals), "comment")


def count_phrase(number: int, name: str) -> str:
    """Return a number with its noun: "1 tweet"."""
    return f"{number} {name}{'' if number == 1 else 's'}"
