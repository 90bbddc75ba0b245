"""Read a saved article page: text in, a story out. Uses no database."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from byline.text import without_unfit_characters
from importers.notes import ImportNote, NoteKind, UnreadableStory, quoted
from importers.saved_pages.bylines import SavedByline, is_byline, read_byline
from importers.saved_pages.dates import DateOrder
from importers.saved_pages.markup import (
    TAG,
    href,
    is_visible,
    lost_tags,
    plain_text,
)
from importers.saved_pages.page_end import SavedComment, end_of_story, read_page_end
from importers.saved_pages.parts import (
    SavedBlock,
    SavedEmbed,
    SavedParagraph,
    SavedPart,
    SavedPhoto,
    SavedRelated,
    SavedTweet,
)
from importers.saved_pages.segments import Segment, split_segments
from importers.saved_pages.structure import is_blank, read_stretch
from importers.saved_pages.tweets import TWEET_PATTERN, read_tweet

HEADLINE_MAX_LENGTH = 255
CREDIT_MAX_LENGTH = 255
# Of a paragraph or a tweet's code; a longer one is not a text.
PART_MAX_LENGTH = 50_000

# What readers see: a photo waits, and related coverage alone is no story.
TEXT_PARTS = (SavedParagraph, SavedTweet, SavedBlock, SavedEmbed)
PHOTO_CREDIT = re.compile(r"photo credit\s?:(?P<credit>.*)", re.IGNORECASE)
BODY_CREDIT = re.compile(r"\|\|\|(?P<credit>.*)\|\|\|")
RELATED = re.compile(r"related coverage\s?:(?P<rest>.*)", re.IGNORECASE)
LINK = re.compile(r"<a\b(?P<attributes>[^<>]*)>(?P<words>[^<>]*)</a\s*>", re.IGNORECASE)


@dataclass(frozen=True)
class SavedStory:
    """A story as a saved page has it. The checksum changes with anything in the file."""

    line: int
    headline: str
    byline: SavedByline
    lead_credit: str
    parts: tuple[SavedPart, ...]
    comments: tuple[SavedComment, ...]
    notes: tuple[ImportNote, ...]
    checksum: str
    lead_photo: SavedPhoto | None = None
    # Why the story is only a draft.
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The identity of the story, the same however its page was saved.

        The date counts as it is written, so that a run with another order of dates finds
        the stories of the first.
        """
        author = self.byline.authors[0] if self.byline.authors else ""
        identity = (normalise(self.headline), self.byline.date.written, normalise(author))
        return digest("\n".join(identity))


def read_story(text: str, order: DateOrder = "mdy") -> SavedStory:
    """Read a page; raise UnreadableStory, and nothing else, where it holds no story."""
    clean = without_unfit_characters(text)
    for number, line in enumerate(clean.split("\n"), 1):
        check_length(line, number)
    story = StoryReader(order).read(clean)
    if len(clean) == len(text):
        return story
    at = next((n for n, (a, b) in enumerate(zip(clean, text, strict=False)) if a != b), len(clean))
    first = text.count("\n", 0, at) + 1
    note = ImportNote(first, NoteKind.ENCODING, "control characters are left out")
    return replace(story, notes=(note, *story.notes))


class StoryReader:
    """Collect the parts of one story from the segments of its page, from top to bottom."""

    def __init__(self, order: DateOrder) -> None:
        self.order = order
        self.lead_credit = ""
        self.parts: list[SavedPart] = []
        self.notes: list[ImportNote] = []
        self.waiting: list[Segment] = []

    def read(self, text: str) -> SavedStory:
        """Return the story."""
        lines = text.split("\n")
        end = end_of_story(lines)
        segments = split_segments("\n".join(lines[:end]))
        byline, line = self.read_byline(segments)
        headline, headline_line = self.read_headline(segments, line)
        self.read_body(segments)
        if not any(isinstance(part, TEXT_PARTS) for part in self.parts):
            raise UnreadableStory("no text under the headline", headline_line)
        page_end = read_page_end(lines[end:], end + 1)
        return SavedStory(
            line=headline_line,
            headline=headline,
            byline=byline,
            lead_credit=self.lead_credit,
            parts=tuple(self.parts),
            comments=page_end.comments,
            notes=tuple(sorted((*self.notes, *page_end.notes), key=lambda note: note.line)),
            checksum=digest("\n".join(line.strip() for line in text.strip().split("\n"))),
        )

    def read_byline(self, segments: Iterator[Segment]) -> tuple[SavedByline, int]:
        """Read the first line that is not empty."""
        segment = next((s for s in segments if s.name or is_visible(s.text)), None)
        if segment is None:
            raise UnreadableStory("the file is empty", 1)
        byline = read_byline(segment.text if not segment.name else "", self.order, segment.line)
        self.note_lost_tags(segment, "byline")
        if str(byline.date.at.year) not in byline.date.written:
            message = f"the year {byline.date.at.year} is written with two digits"
            self.note(segment.line, NoteKind.CHECK, message)
        if not byline.authors:
            self.note(segment.line, NoteKind.CHECK, "the byline names nobody")
        elif len(byline.authors) > 1:
            names = ", ".join(map(quoted, byline.authors))
            self.note(segment.line, NoteKind.CHECK, f"{len(byline.authors)} authors: {names}")
        return byline, segment.line

    def read_headline(self, segments: Iterator[Segment], line: int) -> tuple[str, int]:
        """Read up to the headline, with the credits above it."""
        for segment in segments:
            if segment.name in {"script", "style", "figure"}:
                self.take_element(segment)
                continue
            if segment.name or RELATED.match(segment.text.strip()):
                break
            if self.take_credit(segment):
                continue
            if not is_visible(plain_text(segment.text)):
                self.take_picture(segment)
                continue
            if is_byline(segment.text):
                raise UnreadableStory("a second byline: one file holds one story", segment.line)
            headline = plain_text(segment.text)
            if len(headline) > HEADLINE_MAX_LENGTH:
                message = f"the headline is longer than {HEADLINE_MAX_LENGTH} characters"
                raise UnreadableStory(f"{message}: {quoted(headline)}", segment.line)
            self.note_lost_tags(segment, "headline")
            return headline, segment.line
        raise UnreadableStory("no headline under the byline", line)

    def read_body(self, segments: Iterator[Segment]) -> None:
        """Collect the story's parts."""
        for segment in segments:
            if segment.name:
                self.take_element(segment)
            elif is_blank(segment.text):
                self.finish_paragraph()
            elif not self.take_credit(segment):
                if RELATED.match(segment.text.strip()):
                    self.finish_paragraph()
                self.waiting.append(segment)
        self.finish_paragraph()

    def take_picture(self, segment: Segment) -> None:
        """Add the pictures and players of a line without words."""
        if not is_blank(segment.text):
            self.add_text(segment.text, segment.line)

    def take_credit(self, segment: Segment) -> bool:
        """Add a photo's credit, if the line is one: the first one is the lead photo's."""
        line = segment.text.strip()
        lead, body = PHOTO_CREDIT.fullmatch(line), BODY_CREDIT.fullmatch(line)
        if not (found := lead or body):
            return False
        self.finish_paragraph()
        credit = plain_text(found["credit"])
        if len(credit) > CREDIT_MAX_LENGTH:
            message = f"the photo credit is longer than {CREDIT_MAX_LENGTH} characters"
            raise UnreadableStory(message, segment.line)
        self.note_lost_tags(segment, "photo credit")
        if not is_visible(credit):
            self.note(segment.line, NoteKind.CHECK, "a photo credit without words")
        elif lead and not self.lead_credit:
            self.lead_credit = credit
            self.note(segment.line, NoteKind.PICTURE, f"the lead photo, by {quoted(credit)}")
        else:
            self.parts.append(SavedPhoto(segment.line, credit))
            self.note(segment.line, NoteKind.PICTURE, f"a photo in the text, by {quoted(credit)}")
        return True

    def take_element(self, segment: Segment) -> None:
        """Add a tweet, quotation, list or table; leave out scripts and styles."""
        if segment.name in {"script", "style"}:
            if is_visible(TAG.sub("", segment.text)):
                self.note(segment.line, NoteKind.LEFT_OUT, f"a <{segment.name}>")
            return
        self.finish_paragraph()
        check_length(segment.text, segment.line)
        if segment.name == "blockquote":
            self.take_quotation(segment.text, segment.line)
        else:
            self.add_text(segment.text, segment.line)

    def take_quotation(self, text: str, line: int) -> None:
        """Add a tweet, or another quotation."""
        words = plain_text(text)
        if tweet := read_tweet(text):
            self.parts.append(SavedTweet(line, tweet))
            if not (tweet.author and tweet.handle and tweet.posted_on):
                message = f"author or date of a tweet not recognised: {quoted(words)}"
                self.note(line, NoteKind.CHECK, message)
        elif TWEET_PATTERN.match(text) and is_visible(words):
            self.note(line, NoteKind.CHECK, f"a tweet kept as paragraphs: {quoted(words)}")
            self.add_text(TAG.sub("", text, count=1), line)
        elif not is_blank(text):
            self.add_text(text, line)
        else:
            self.note(line, NoteKind.LEFT_OUT, "a quotation without words")

    def finish_paragraph(self) -> None:
        """Make a paragraph, or a pointer to other coverage, of the lines that wait."""
        if not self.waiting:
            return
        line = self.waiting[0].line
        text = " ".join(segment.text.strip() for segment in self.waiting)
        self.waiting.clear()
        check_length(text, line)
        if found := RELATED.fullmatch(text):
            text = self.take_related(found["rest"], line)
        self.add_text(text, line)

    def take_related(self, text: str, line: int) -> str:
        """Add the links to related coverage; return the text around them."""
        bare = TAG.sub(lambda tag: tag[0] if tag["name"].lower() == "a" else " ", text)
        links = [
            (plain_text(link["words"]), href(link["attributes"])) for link in LINK.finditer(bare)
        ]
        links = [(words, url) for words, url in links if is_visible(words)]
        rest = LINK.sub(" ", bare) if links else ""
        for words, url in links or [(plain_text(bare).removesuffix("."), "")]:
            if not is_visible(words):
                continue
            self.parts.append(SavedRelated(line, words, url))
            if not url:
                self.note(line, NoteKind.RELATED, quoted(words))
        return rest if re.search(r"\w", plain_text(rest)) else ""

    def add_text(self, text: str, line: int) -> None:
        """Add the parts of a stretch of text, and note the markup that they lost."""
        made = read_stretch(text, line)
        self.parts += made.parts
        self.notes += made.notes
        if made.dead_links:
            self.note(line, NoteKind.LINK, f"in the paragraph {quoted(plain_text(text))}")
        if made.dropped:
            tags = ", ".join(f"<{name}>" for name in made.dropped)
            self.note(line, NoteKind.LEFT_OUT, f"markup: {tags}")

    def note_lost_tags(self, segment: Segment, name: str) -> None:
        """Note the markup that a line of plain words had."""
        if lost := lost_tags(segment.text):
            tags = ", ".join(f"<{tag}>" for tag in lost)
            self.note(segment.line, NoteKind.LEFT_OUT, f"markup in the {name}: {tags}")

    def note(self, line: int, kind: NoteKind, text: str) -> None:
        """Add a note."""
        self.notes.append(ImportNote(line, kind, text))


def check_length(text: str, line: int) -> None:
    """Raise UnreadableStory where a part is too long."""
    if len(text) > PART_MAX_LENGTH:
        raise UnreadableStory(f"a paragraph of more than {PART_MAX_LENGTH:,} characters", line)


def normalise(text: str) -> str:
    """Return the form in which two spellings of the same words are equal."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def digest(text: str) -> str:
    """Return a fingerprint of 64 characters."""
    return hashlib.sha256(text.encode()).hexdigest()
