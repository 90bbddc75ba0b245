"""Read a saved web page: HTML in, a story out."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from byline.text import without_unfit_characters
from importers.notes import ImportNote, NoteKind, UnreadableStory, quoted
from importers.saved_pages.bylines import (
    AUTHOR_MAX_LENGTH,
    SECTION_MAX_LENGTH,
    SavedByline,
    read_authors,
)
from importers.saved_pages.dates import Dateline
from importers.saved_pages.markup import is_visible, plain_text
from importers.saved_pages.parts import SavedPart, SavedPhoto
from importers.saved_pages.story import HEADLINE_MAX_LENGTH, TEXT_PARTS, SavedStory, digest
from importers.saved_pages.structure import read_stretch
from importers.web_pages.content import content_of
from importers.web_pages.facts import PageFacts, facts_of, read_time
from news.html_elements import is_tangled

BRACKETS_LIMIT = 200_000
COMMENTS_LIMIT = 5_000
PICTURE_ENDINGS = {".avif", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".webp"}


def read_web_page(text: str, path: Path, modified: datetime) -> SavedStory:
    """Read a page; raise UnreadableStory where it holds no story.

    `modified` is the time of the file, which a story without a date gets.
    """
    html = without_unfit_characters(text)
    # So many would take a parser minutes.
    if html.count("<") > BRACKETS_LIMIT or html.count("<!--") > COMMENTS_LIMIT or is_tangled(html):
        raise UnreadableStory("it has too many elements, or they are nested too deeply")
    try:
        soup = BeautifulSoup(html, "html.parser")
        return PageReader(soup, facts_of(soup), path, modified).read(html)
    except RecursionError:
        raise UnreadableStory("its elements are nested too deeply") from None


class PageReader:
    """Collects a story, and the doubts for which it is only a draft."""

    def __init__(
        self, soup: BeautifulSoup, facts: PageFacts, path: Path, modified: datetime
    ) -> None:
        self.soup = soup
        self.facts = facts
        self.path = path
        self.modified = modified
        self.doubts: list[str] = []

    def read(self, html: str) -> SavedStory:
        """Return the story."""
        headline, dateline = self.headline(), self.dateline()
        content = content_of(self.soup, html, self.facts)
        if content.doubt:
            self.doubts.append(content.doubt)
        made = read_stretch(content.html, 1, self.file_of)
        parts = without_headline(made.parts, headline)
        if not any(isinstance(part, TEXT_PARTS) for part in parts):
            raise UnreadableStory("no text of a story was found")
        lead = self.lead_photo(parts)
        notes = [note for note in made.notes if note.kind is not NoteKind.PICTURE]
        notes += [photo_note(part) for part in parts if is_waiting(part)]
        notes += [
            ImportNote(1, NoteKind.LEFT_OUT, f"beside the text: {quoted(words)}")
            for words in content.asides
        ]
        if made.dropped:
            tags = ", ".join(f"<{name}>" for name in made.dropped)
            notes.append(ImportNote(1, NoteKind.LEFT_OUT, f"markup: {tags}"))
        return SavedStory(
            line=1,
            headline=headline,
            byline=SavedByline(1, self.authors(), dateline, self.section()),
            lead_credit="",
            parts=tuple(part for part in parts if part is not lead),
            comments=(),
            notes=tuple(notes),
            checksum=digest(html),
            lead_photo=lead,
            doubts=tuple(self.doubts),
        )

    def headline(self) -> str:
        """Return what the page says, or the one heading of the first rank, or its title."""
        headings = [plain_text(tag.get_text(" ")) for tag in self.soup.find_all("h1")]
        title = plain_text(self.soup.title.get_text(" ")) if self.soup.title else ""
        headline = self.facts.headline
        if not is_visible(headline):
            headline = next(filter(is_visible, [*headings[:1], title]), "")
            self.doubts.append("its headline was guessed")
        if not is_visible(headline):
            raise UnreadableStory("no headline was found")
        if len(headline) > HEADLINE_MAX_LENGTH:
            message = f"the headline is longer than {HEADLINE_MAX_LENGTH} characters"
            raise UnreadableStory(f"{message}: {quoted(headline)}")
        return headline

    def dateline(self) -> Dateline:
        """Return when the story was published, or when its file was written."""
        if at := read_time(self.facts.published):
            return Dateline(self.facts.published, at)
        self.doubts.append("the page gives no date that can be read: it has the one of its file")
        return Dateline("", self.modified)

    def authors(self) -> tuple[str, ...]:
        """Return the names that the page gives."""
        names = [name for one in self.facts.authors for name in read_names(one)]
        if not names:
            self.doubts.append("nobody was found who wrote it")
        return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]

    def section(self) -> str:
        """Return the section that the page gives, or ""."""
        name = self.facts.section
        return name if is_visible(name) and len(name) <= SECTION_MAX_LENGTH else ""

    def lead_photo(self, parts: list[SavedPart]) -> SavedPhoto | None:
        """Return the photo above the text, or the one that the page names and that is there."""
        if parts and isinstance(parts[0], SavedPhoto) and parts[0].file:
            return parts[0]
        name = PurePosixPath(unquote(urlsplit(self.facts.picture).path)).name
        for part in parts:
            if isinstance(part, SavedPhoto) and part.file and part.file.name == name:
                return part
        return None

    def file_of(self, address: str) -> Path | None:
        """Return the picture's file beside the page; None for what is anywhere else."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        folder = self.path.parent.resolve()
        try:
            file = (folder / unquote(parts.path)).resolve()
            is_there = file.is_relative_to(folder) and file.is_file()
        except (OSError, ValueError):  # too long, or with a NUL
            return None
        return file if is_there and file.suffix.lower() in PICTURE_ENDINGS else None


def read_names(text: str) -> tuple[str, ...]:
    """Return the names of a byline such as "By Oda Finch and Al Ames"."""
    words = text[3:] if text[:3].casefold() == "by " else text
    return tuple(n for n in read_authors(words[: AUTHOR_MAX_LENGTH * 10], 1))


def without_headline(parts: list[SavedPart], headline: str) -> list[SavedPart]:
    """Return the parts without a heading that repeats the headline."""
    repeated = {headline.casefold()}
    return [p for p in parts if getattr(p, "name", "") != "heading" or is_other(p, repeated)]


def is_other(part: SavedPart, words: set[str]) -> bool:
    """Return whether a heading has other words."""
    return str(getattr(part, "value", "")).casefold() not in words


def is_waiting(part: SavedPart) -> bool:
    """Return whether a part is a photo of which there is no file."""
    return isinstance(part, SavedPhoto) and part.file is None


def photo_note(part: SavedPart) -> ImportNote:
    """Return the note about a photo of which there is no file."""
    caption = part.caption if isinstance(part, SavedPhoto) else ""
    return ImportNote(1, NoteKind.PICTURE, f"a photo in the text: {quoted(caption, 300)}")
