"""Find the files of an archive, and read their bytes as text."""

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from importers.notes import ImportNote, NoteKind, UnreadableStory

WINDOWS_1252 = "importers.windows-1252"
FILE_MAX_BYTES = 5 * 1024 * 1024
LINE_END = re.compile(r"\r\n?")
# Ends of lines and pages that no editor counts as lines.
OTHER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
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
    """Yield the files, each once, and the .txt files of the directories in order."""
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
    """Return the .txt files in a directory and all below it, sorted by path."""
    found: list[FoundFile] = []

    def cannot_read(error: OSError) -> None:
        found.append(FoundFile(Path(error.filename), error.strerror or "cannot be read"))

    for folder, _folders, names in os.walk(directory, onerror=cannot_read):
        texts = [name for name in names if name.lower().endswith(".txt")]
        found += [found_file(Path(folder, name)) for name in texts]
    return sorted(found, key=lambda file: file.path) or [
        FoundFile(directory, "no .txt files in this directory")
    ]


def read_text(path: Path, encoding: str | None = None) -> ReadText:
    """Read a file; raise UnreadableStory where it is too large, binary or cannot be read.

    Without an encoding it is UTF-8, or UTF-16 if it begins with that one's mark. Bytes that
    are not UTF-8 are then read as Windows-1252, which most old archives are in.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableStory(error.strerror or "cannot be read") from error
    if len(data) > FILE_MAX_BYTES:
        raise UnreadableStory(f"larger than {FILE_MAX_BYTES // 1024**2} MB: no saved page is")
    found = decode(data, encoding)
    if "\0" in found.text:
        line = found.text.count("\n", 0, found.text.index("\0")) + 1
        raise UnreadableStory("a binary file, or text of unknown encoding: it has NULs", line)
    return found


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
    """Return the text, and note where its bytes begin to be taken for Windows-1252."""
    try:
        return ReadText(normalise_line_ends(data.decode()))
    except UnicodeDecodeError as error:
        line = normalise_line_ends(data[: error.start].decode()).count("\n") + 1
    message = "bytes that are not UTF-8, from here on, are read as Windows-1252"
    text = normalise_line_ends(data.decode(errors=WINDOWS_1252))
    return ReadText(text, (ImportNote(line, NoteKind.ENCODING, message),))


def as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Stand in for bytes that are not UTF-8; a few are not Windows-1252 either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(WINDOWS_1252, as_windows_1252)


def normalise_line_ends(text: str) -> str:
    """Return the text with a line feed at every end of a line, and no byte order mark."""
    return OTHER_BREAKS.sub(" ", LINE_END.sub("\n", text.removeprefix("\ufeff")))


def printable_path(path: Path) -> str:
    """Return a path fit to print, whatever bytes its name is made of."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
