"""Find the files of an archive, and read their bytes as text."""

import codecs
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from importers.notes import ImportNote, NoteKind, UnreadableStory

WINDOWS_1252 = "importers.windows-1252"
FILE_MAX_BYTES = 5 * 1024 * 1024
LINE_END = re.compile(r"\r\n?")
# Ends of lines and pages that no editor counts as lines.
OTHER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# The bytes that Windows-1252 leaves open.
NOT_WINDOWS_1252 = b"\x81\x8d\x8f\x90\x9d"
# So few accented letters are a name.
FOREIGN_LETTERS_MIN = 20
# Of two that fit as well, the first is more usual.
GUESSED_ENCODINGS = ("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "mac_roman", "cp850")
# The share of letters among the characters beyond ASCII that words have in their encoding.
LIKENESS_MIN = 0.8
WEB_PAGE_ENDINGS = (".html", ".htm")
# "Page_files", and what it is in other languages.
PICTURE_FOLDER = re.compile(r"[-_.][^-_.]+$")
STATED_ENCODING = re.compile(rb"""<meta[^<>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
STATED_WITHIN_BYTES = 2048
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class FoundFile:
    """A file to read, or a path that is none and why."""

    path: Path
    problem: str = ""


@dataclass(frozen=True)
class ReadText:
    """A file's text with line feeds as line ends, and notes."""

    text: str
    notes: tuple[ImportNote, ...] = ()


def find_files(paths: Iterable[str]) -> Iterator[FoundFile]:
    """Yield the files, each once, and the pages in the directories in order."""
    seen: set[Path] = set()
    for path in map(Path, paths):
        for found in files_in(path) if path.is_dir() else [found_file(path)]:
            real = found.path.resolve()
            if found.problem or real not in seen:
                seen.add(real)
                yield found


def found_file(path: Path) -> FoundFile:
    """Return the path as a file to read, or with the reason why it is none."""
    if path.is_file():
        return FoundFile(path)
    return FoundFile(path, "not a file" if path.exists() else "there is no such file")


def files_in(directory: Path) -> list[FoundFile]:
    """Return the .txt and .html files in a directory and all below it, sorted by path.

    The folder of a page's pictures, which browsers name after it, holds no pages.
    """
    found: list[FoundFile] = []

    def cannot_read(error: OSError) -> None:
        found.append(FoundFile(Path(error.filename), error.strerror or "cannot be read"))

    for folder, folders, names in os.walk(directory, onerror=cannot_read):
        pages = [name for name in names if name.lower().endswith((".txt", *WEB_PAGE_ENDINGS))]
        found += [found_file(Path(folder, name)) for name in pages]
        stems = {Path(name).stem for name in pages if is_web_page(Path(name))}
        folders[:] = [name for name in folders if PICTURE_FOLDER.sub("", name) not in stems]
    return sorted(found, key=lambda file: file.path) or [
        FoundFile(directory, "no .txt or .html files in this directory")
    ]


def is_web_page(path: Path) -> bool:
    """Return whether a file is a page that a browser saved."""
    return path.suffix.lower() in WEB_PAGE_ENDINGS


def read_text(path: Path, encoding: str | None = None) -> ReadText:
    """Read a file; raise UnreadableStory where it is too large, binary or cannot be read.

    Without an encoding it is UTF-8, or UTF-16 if it begins with that one's mark. Bytes that
    are not UTF-8 are then read as Windows-1252, which most old archives are in, if they can be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableStory(error.strerror or "cannot be read") from error
    if len(data) > FILE_MAX_BYTES:
        raise UnreadableStory(f"larger than {FILE_MAX_BYTES // 1024**2} MB: no saved page is")
    if encoding is None and is_web_page(path):
        encoding = stated_encoding(data)
    found = decode(data, encoding)
    if "\0" in found.text:
        line = found.text.count("\n", 0, found.text.index("\0")) + 1
        raise UnreadableStory("a binary file, or text of unknown encoding: it has NULs", line)
    return found


def stated_encoding(data: bytes) -> str | None:
    """Return the encoding that a web page says it has; None for UTF-8, or where it says none."""
    found = STATED_ENCODING.search(data[:STATED_WITHIN_BYTES])
    try:
        name = codecs.lookup(found[1].decode()).name if found else "utf-8"
        b"a".decode(name)
    except (LookupError, UnicodeError):
        return None
    # What says Latin-1 is Windows-1252, as browsers read it.
    return None if name in {"utf-8", "ascii", "iso8859-1", "cp1252"} else name


def decode(data: bytes, encoding: str | None) -> ReadText:
    """Return the text of the bytes, without a byte order mark."""
    if encoding is None and data.startswith(UTF_16_MARKS):
        encoding = "utf-16"
    if encoding is None:
        return decode_utf_8(data)
    try:
        return ReadText(normalise_line_ends(data.decode(encoding)))
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        message = f"not text in the encoding {encoding}"
        raise UnreadableStory(message, data.count(b"\n", 0, start) + 1) from error


def decode_utf_8(data: bytes) -> ReadText:
    """Return the text, and note where its bytes begin to be taken for Windows-1252.

    Raises UnreadableStory where they cannot be that either.
    """
    try:
        return ReadText(normalise_line_ends(data.decode()))
    except UnicodeDecodeError as error:
        line = line_of(data, error.start)
    message = "bytes that are not UTF-8, from here on, are read as Windows-1252"
    try:
        text = normalise_line_ends(data.decode(errors=WINDOWS_1252))
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02x} is neither UTF-8 nor Windows-1252"
        raise UnreadableStory(with_guess(found, data), line_of(data, error.start)) from error
    if is_foreign(data):
        found = "as Windows-1252, most of its letters would have accents"
        raise UnreadableStory(with_guess(found, data), line)
    return ReadText(text, (ImportNote(line, NoteKind.ENCODING, message),))


def line_of(data: bytes, offset: int) -> int:
    """Return the number of the line that a byte is on, whatever ends the lines have."""
    return len(LINE_END.sub("\n", data[:offset].decode("latin-1")).split("\n"))


def as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are not UTF-8; a few are not Windows-1252 either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    for at in range(error.start, error.end):
        if error.object[at] in NOT_WINDOWS_1252:
            raise UnicodeDecodeError(error.encoding, error.object, at, at + 1, error.reason)
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error(WINDOWS_1252, as_windows_1252)


def is_foreign(data: bytes) -> bool:
    """Return whether bytes are words of a language that is not written in Windows-1252."""
    accented = len(data) - len(data.decode(errors="ignore").encode())
    plain = sum(chr(byte).isalpha() for byte in data if byte < 128)
    return accented > max(plain, FOREIGN_LETTERS_MIN)


def with_guess(found: str, data: bytes) -> str:
    """Return a message with the encoding that the bytes look most like, if they look like one."""
    guess = max(GUESSED_ENCODINGS, key=lambda name: likeness(data, name))
    if likeness(data, guess) < LIKENESS_MIN:
        return f"{found}: say in which encoding it is with --encoding"
    return f"{found}: it looks like {guess}, which --encoding {guess} reads"


def likeness(data: bytes, encoding: str) -> float:
    """Return the share of small or unicameral letters in what the bytes would say."""
    try:
        text = [letter for letter in data.decode(encoding) if letter > "\x7f"]
    except UnicodeDecodeError:
        return -1
    return sum(unicodedata.category(letter) in {"Ll", "Lo"} for letter in text) / len(text)


def normalise_line_ends(text: str) -> str:
    """Return the text with a line feed at every end of a line, and no byte order mark."""
    return OTHER_BREAKS.sub(" ", LINE_END.sub("\n", text.removeprefix("\ufeff")))


def printable_path(path: Path) -> str:
    """Return a path fit to print, whatever bytes its name is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
