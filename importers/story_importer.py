"""Turn stories of saved pages into articles of the site."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.blocks import StreamValue

from importers.bodies import part_counts, read_body
from importers.comments import NewComments, store_comments
from importers.models import ImportedStory
from importers.notes import ImportNote, NoteKind, quoted
from importers.pictures import ImportPictures
from importers.redating import redate, why_not_redated
from importers.results import Outcome, StoryResult, dated_of, result_for_existing
from importers.saved_pages.parts import SavedPhoto
from importers.saved_pages.story import SavedStory, normalise
from importers.targets import ImportTargets
from importers.times import day
from news.creating_many import create_stories
from news.models import ArticlePage, Author, Byline
from news.publish_blockers import story_blockers

IMPORT_SOURCE = ImportedStory.Source.SAVED_PAGE
# How often a story is tried when another process changes the same part of the site.
STORE_ATTEMPTS_LIMIT = 3


@dataclass(frozen=True)
class NewStory:
    """A story that is about to be stored, with its comments and notes."""

    story: SavedStory
    article: ArticlePage
    arrivals: NewComments
    notes: tuple[ImportNote, ...]


class StoryImporter:
    """Put stories and their comments into the site, those of a file whole or not at all."""

    def __init__(
        self, default_section: str, *, dry_run: bool = False, redate: bool = False
    ) -> None:
        self.default_section = default_section
        self.dry_run = dry_run
        self.redate = redate
        self.targets = ImportTargets()
        self.pictures = ImportPictures()
        # What a dry run would have made so far: sections and authors, which are announced
        # once, the marks of the comments on each story, and the numbers of all of them.
        self.announced: set[tuple[str, str]] = set()
        self.planned: defaultdict[str, set[int | str]] = defaultdict(set)
        self.taken: set[int] = set()

    def import_stories(self, stories: Sequence[SavedStory]) -> list[StoryResult | Exception]:
        """Store stories, no two of which have the same key, with comments not stored yet.

        They are stored in one transaction. Where that fails, each is stored in its own: then the
        error of a story is returned in place of its result.
        """
        if self.dry_run:
            return [result_or_error(self.plan, story) for story in stories]
        if len(stories) > 1:
            try:
                return self.store(stories)
            except Exception:  # of one of them: it comes again, alone
                self.targets.clear_cache()
        return [result_or_error(self.import_story, story) for story in stories]

    def import_story(self, story: SavedStory) -> StoryResult:
        """Store the story and comments not stored yet. Raises UnreadableStory."""
        if self.dry_run:
            return self.plan(story)
        for attempt in range(1, STORE_ATTEMPTS_LIMIT + 1):
            try:
                [result] = self.store([story])
            except Exception as error:
                self.targets.clear_cache()
                # Another process made or deleted a page, an author or this story: try again.
                if not isinstance(error, IntegrityError) or attempt == STORE_ATTEMPTS_LIMIT:
                    raise
            else:
                if isinstance(result, Exception):
                    raise result
                return result
        raise AssertionError("the last attempt returns or raises")

    def store(self, stories: Sequence[SavedStory]) -> list[StoryResult | Exception]:
        """Store stories in one transaction; those that have a body which is refused, not."""
        records = find_records(stories)
        results: dict[str, StoryResult | Exception] = {}
        bodies: dict[str, StreamValue] = {}
        for story in stories:
            record = records.get(story.key)
            if record is None:
                body = result_or_error(read_body, story)
                (results if isinstance(body, Exception) else bodies)[story.key] = body
            elif (
                not self.is_redated(story, record)
                and not NewComments(story, record.article).arrivals
            ):
                results[story.key] = result_for_existing(story, record)
        if waiting := [story for story in stories if story.key not in results]:
            with self.pictures.of_batch():
                for story in waiting:
                    self.pictures.read(photos_of(story), story.headline)
                results |= self.store_once(waiting, bodies)
        return [results[story.key] for story in stories]

    @transaction.atomic
    def store_once(
        self, stories: Sequence[SavedStory], bodies: dict[str, StreamValue]
    ) -> dict[str, StoryResult]:
        """Store stories with their comments, or new comments only; return results by key."""
        self.targets.lock()
        records = find_records(stories)
        known = {
            story.key: NewComments(story, records[story.key].article)
            for story in stories
            if story.key in records
        }
        new = [self.prepare(story, bodies) for story in stories if story.key not in records]
        create_stories([one.article for one in new])
        ImportedStory.objects.bulk_create(map(record_of, new))
        store_comments(
            [(arrivals, records[key].article) for key, arrivals in known.items()]
            + [(one.arrivals, one.article) for one in new]
        )
        results = {one.story.key: self.imported(one.story, one.notes, one.arrivals) for one in new}
        for story in stories:
            if record := records.get(story.key):
                problem = (
                    redate(record, dated_of(story)) if self.is_redated(story, record) else None
                )
                found = result_for_existing(story, record, known[story.key], problem)
                results[story.key] = found
        return results

    def prepare(self, story: SavedStory, bodies: dict[str, StreamValue]) -> NewStory:
        """Make what a new story needs: its section, its authors, and the article in memory."""
        body = bodies.get(story.key) or read_body(story)  # it may be deleted this moment
        notes = self.missing(story)
        name = self.section_name(story)
        section = self.targets.section(name) or self.targets.make_section(name)
        article = ArticlePage(
            title=story.headline,
            slug=self.targets.free_slug(section, story.headline),
            published_at=dated_of(story),
            lead_credit=story.lead_credit,
            body=self.with_photos(story, body),
            section=section,
            lead_photo=self.pictures.store(story.lead_photo) if story.lead_photo else None,
            lead_caption=story.lead_photo.caption if story.lead_photo else "",
        )
        authors = self.authors(story)
        article.bylines.set(Byline(author=a, sort_order=n) for n, a in enumerate(authors))
        if reasons := [*story.doubts, *story_blockers(article, self.targets.blocking_rules)]:
            article.live = False
            message = f"imported as a draft. {' '.join(map(sentence, reasons))}"
            notes = (*notes, ImportNote(story.byline.line, NoteKind.CHECK, message))
        return NewStory(story, article, NewComments(story), notes)

    def with_photos(self, story: SavedStory, body: StreamValue) -> StreamValue:
        """Put photos whose files are there into the body."""
        for part, child in zip(story.parts, body, strict=True):
            if isinstance(part, SavedPhoto) and (photo := self.pictures.store(part)):
                child.value["photo"] = photo
        return body

    def plan(self, story: SavedStory) -> StoryResult:
        """Return what `import_story` would, and change nothing."""
        record = find_records([story]).get(story.key)
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


def result_or_error[R](act: Callable[[SavedStory], R], story: SavedStory) -> R | Exception:
    """Return what a function makes of a story, or the error that it raises."""
    try:
        return act(story)
    except Exception as error:  # whatever it is, the other stories have no part in it
        return error


def photos_of(story: SavedStory) -> list[SavedPhoto]:
    """Return the photos of a story."""
    found = [part for part in story.parts if isinstance(part, SavedPhoto)]
    return [*found, story.lead_photo] if story.lead_photo else found


def sentence(words: str) -> str:
    """Return a reason as a sentence."""
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."


def find_records(stories: Iterable[SavedStory]) -> dict[str, ImportedStory]:
    """Return the records of those of the stories that were imported, by key."""
    keys = [story.key for story in stories]
    records = ImportedStory.objects.filter(source=IMPORT_SOURCE, key__in=keys)
    return {record.key: record for record in records.select_related("article")}


def record_of(new: NewStory) -> ImportedStory:
    """Return the record of a story that was stored."""
    return ImportedStory(
        source=IMPORT_SOURCE,
        key=new.story.key,
        checksum=new.story.checksum,
        dated=dated_of(new.story),
        article=new.article,
    )
