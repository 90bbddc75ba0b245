"""Turn stories of saved pages into articles of the site."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from importers.bodies import count_phrase, part_counts, read_body
from importers.comments import NewComments
from importers.models import ImportedStory
from importers.notes import ImportNote, NoteKind, quoted
from importers.redating import redate, why_not_redated
from importers.saved_pages.story import SavedStory, normalise
from importers.targets import ImportTargets, free_page_slug
from importers.times import aware, day
from news.models import ArticlePage, Author, Byline, SectionPage
from news.publish_blockers import publish_blockers

IMPORT_SOURCE = ImportedStory.Source.SAVED_PAGE
# How often a story is tried when another process changes the same part of the site.
STORE_ATTEMPTS_LIMIT = 3
UNCHANGED = "the story here is left as it is"


class Outcome(StrEnum):
    """The outcome of a file."""

    IMPORTED = "imported"
    PRESENT = "already imported"
    EXTENDED = "already imported, with new comments"
    REDATED = "already imported, given another date"
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

    def __init__(
        self, default_section: str, *, dry_run: bool = False, redate: bool = False
    ) -> None:
        self.default_section = default_section
        self.dry_run = dry_run
        self.redate = redate
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
        if (
            (record := find_record(story))
            and not self.is_redated(story, record)
            and not NewComments(story, record.article).arrivals
        ):
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
            problem = redate(record, dated_of(story)) if self.is_redated(story, record) else None
            return result_for_existing(story, record, arrivals, problem)
        body = read_body(story)
        notes = self.missing(story)
        name = self.section_name(story)
        section = self.targets.section(name) or self.targets.make_section(name)
        with disable_reference_index_auto_update():  # once is enough
            article = make_article(story, body, section, self.authors(story))
        if blockers := publish_blockers(article):
            message = f"imported as a draft. {' '.join(blockers)}"
            notes = (*notes, ImportNote(story.byline.line, NoteKind.CHECK, message))
            ReferenceIndex.create_or_update_for_object(article)
        else:
            article.latest_revision.publish()
        ImportedStory.objects.create(
            source=IMPORT_SOURCE,
            key=story.key,
            checksum=story.checksum,
            dated=dated_of(story),
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
            problem = why_not_redated(record) if self.is_redated(story, record) else None
            return result_for_existing(story, record, arrivals, problem)
        return self.imported(story, self.missing(story), arrivals)

    def is_redated(self, story: SavedStory, record: ImportedStory) -> bool:
        """Return whether a story that was imported with another date is to get the file's."""
        return self.redate and record.dated != dated_of(story)

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
        at = dated_of(story)
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


def dated_of(story: SavedStory) -> datetime:
    """Return the date of the file, in the newsroom's time zone."""
    return aware(story.byline.date.at)


def result_for_existing(
    story: SavedStory,
    record: ImportedStory,
    arrivals: NewComments | None = None,
    problem: str | None = None,
) -> StoryResult:
    """Return the result of a story that was imported before: changes and new comments.

    `problem` says why its date could not be changed, "" where it was, and None where that was
    not asked for. The record still has the date of before.
    """
    outcome, text = Outcome.PRESENT, str(Outcome.PRESENT)
    dates = f"imported with the date {day(record.dated)}, now read as {day(dated_of(story))}"
    if problem == "":
        outcome, text = Outcome.REDATED, f"{quoted(story.headline)} was {dates}"
    elif record.checksum != story.checksum:
        outcome, text = Outcome.CHANGED, f"changed in the file since it was imported; {UNCHANGED}"
    elif record.dated != dated_of(story):
        reason = f"; {problem}" if problem else ""
        outcome, text = Outcome.CHANGED, f"{dates}{reason}; {UNCHANGED}"
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
        published_at=dated_of(story),
        lead_credit=story.lead_credit,
        body=body,
        live=False,
    )
    article.bylines.set(Byline(author=a, sort_order=n) for n, a in enumerate(authors))
    section.add_child(instance=article)
    article.save_revision(clean=False)  # it was just saved
    return article
