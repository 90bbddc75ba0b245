"""The elements of saved text that are blocks of their own: lists, tables, pictures, players."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from importers.notes import ImportNote, NoteKind, quoted
from importers.saved_pages.markup import (
    COMMENT,
    TAG,
    attribute,
    clean_markup,
    clean_paragraph,
    clean_tag,
    is_visible,
    plain_text,
    web_address,
)
from importers.saved_pages.parts import (
    SavedBlock,
    SavedEmbed,
    SavedParagraph,
    SavedPart,
    SavedPhoto,
)
from news.html_converter import Block
from news.html_elements import HEADINGS, LISTS
from news.html_to_blocks import TangledHtmlError, html_to_blocks

# Lone, they are more often words in angle brackets.
DEFINITIONS = {"dl", "dt", "dd"}
STRUCTURE = (
    HEADINGS
    | LISTS
    | DEFINITIONS
    | {"article", "aside", "blockquote", "center", "div", "p", "pre", "section"}
    | {"caption", "figcaption", "figure", "hr", "li", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr"}
)
# Each with the attributes that can hold its address.
PLAYERS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src", "data-src"),
    "object": ("data",),
    "source": ("src",),
    "video": ("src",),
}
PICTURE_ADDRESSES = ("src", "data-src", "data-original")
# Returns the file of a picture by its address, or None where there is none.
type FindFile = Callable[[str], Path | None]
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True)
class Structure:
    """The parts of a stretch of text, and what was removed from it."""

    parts: list[SavedPart]
    notes: list[ImportNote]
    dropped: tuple[str, ...]
    dead_links: int


def read_stretch(text: str, line: int, find_file: FindFile = lambda _src: None) -> Structure:
    """Return the parts of a stretch of text: a paragraph, or the blocks it holds."""
    if has_structure(text):
        return read_structure(text, line, find_file)
    return read_paragraph(text, line)


def has_structure(text: str) -> bool:
    """Return whether a text has elements that are more than emphasis and links."""
    tags = TAG.finditer(COMMENT.sub("", text))
    rebuild = rebuilder(text)
    return any(rebuild(tag) != clean_tag(tag) for tag in tags)


def is_blank(text: str) -> bool:
    """Return whether there is nothing to read in a text, nor a picture or player."""
    return not is_visible(plain_text(text)) and not any(
        tag["name"].lower() in {"img", *PLAYERS} for tag in TAG.finditer(COMMENT.sub("", text))
    )


def read_paragraph(text: str, line: int) -> Structure:
    """Return a text as one paragraph."""
    made = clean_paragraph(text)
    parts: list[SavedPart] = (
        [SavedParagraph(line, made.html)] if is_visible(plain_text(text)) else []
    )
    return Structure(parts, [], made.dropped, made.dead_links)


def read_structure(text: str, line: int, find_file: FindFile) -> Structure:
    """Return the blocks of a text."""
    made = clean_markup(text, rebuilder(text))
    files: list[SavedPhoto] = []

    def find_photo(address: str) -> int | None:
        """Return the number of a picture whose file is there, from 1."""
        if not (file := find_file(address)):
            return None
        files.append(SavedPhoto(line, file=file, description=descriptions.get(address, "")))
        return len(files)

    descriptions = descriptions_in(made.html)
    try:
        converted = html_to_blocks(made.html, find_photo)
    except TangledHtmlError:
        return read_paragraph(text, line)
    parts: dict[SavedPart | int, SavedPart] = {}
    for number, block in enumerate(converted.blocks):
        part = part_of(block, line, files)
        # A player within an older one, for browsers that do not know it, has the same address.
        parts[part if isinstance(part, SavedEmbed) else number] = part
    notes = [ImportNote(line, NoteKind.CHECK, note) for note in converted.lost_forms]
    notes += notes_of(parts.values(), line)
    return Structure([*parts.values()], notes, made.dropped, made.dead_links)


def rebuilder(text: str) -> Callable[[re.Match[str]], str | None]:
    """Return what makes of a tag of the text what `html_to_blocks` reads; None drops the tag."""
    containers = STRUCTURE if "<dl" in text.lower() else STRUCTURE - DEFINITIONS

    def rebuild(tag: re.Match[str]) -> str | None:
        name = tag["name"].lower()
        if name == "img":
            return picture(tag["attributes"])
        if name in PLAYERS:
            return "" if tag["end"] else player(tag["attributes"], PLAYERS[name])
        return f"<{tag['end']}{name}>" if name in containers else clean_tag(tag)

    return rebuild


def picture(attributes: str) -> str | None:
    """Return the tag of a picture; None where nothing tells which it was."""
    found = (attribute(attributes, name) for name in PICTURE_ADDRESSES)
    address = next((one for one in found if is_kept_address(one)), "")
    words = attribute(attributes, "alt")
    return f'<img src="{escape(address)}" alt="{escape(words)}">' if address or words else None


def is_kept_address(address: str) -> bool:
    """Return whether an address is on the web, or within the archive."""
    return bool(web_address(address) or (address and not SCHEME.match(address)))


def player(attributes: str, names: tuple[str, ...]) -> str | None:
    """Return a frame with the address of a player; None where it has none on the web."""
    for address in (attribute(attributes, name) for name in names):
        full = f"https:{address}" if address.startswith("//") else address
        if web_address(full):
            return f'<iframe src="{escape(full)}"></iframe>'
    return None


def descriptions_in(html: str) -> dict[str, str]:
    """Return the alternative texts of pictures, by address."""
    pictures = (tag["attributes"] for tag in TAG.finditer(html) if tag["name"] == "img")
    return {attribute(one, "src"): attribute(one, "alt") for one in pictures}


def part_of(block: Block, line: int, files: Sequence[SavedPhoto]) -> SavedPart:
    """Return a block as a part of the story; `files` are the photos by their numbers."""
    name, value = block["type"], block["value"]
    match name:
        case "paragraph":
            return SavedParagraph(line, value)
        case "photo":
            found = files[value["photo"] - 1] if value["photo"] else SavedPhoto(line)
            return replace(found, caption=value["caption"])
        case "embed" | "tweet":
            return SavedEmbed(line, name, value["source"])
        case _:
            return SavedBlock(line, name, value)


def notes_of(parts: Iterable[SavedPart], line: int) -> Iterator[ImportNote]:
    """Yield the notes about pictures and players."""
    for part in parts:
        if isinstance(part, SavedPhoto):
            text = f"a photo in the text: {quoted(part.caption, 300)}"
            yield ImportNote(line, NoteKind.PICTURE, text)
        elif isinstance(part, SavedEmbed):
            yield ImportNote(line, NoteKind.EMBED, part.url)
