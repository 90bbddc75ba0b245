"""The file of a backup: a tar of the database, the uploads, and at its end the manifest.

    database                as the database's own tools write it
    media/<name>…           each upload
    manifest.json           what it is, and a checksum of all before

Written and read in one go, whatever its size: nothing of it is held in memory.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

DATABASE, MEDIA, MANIFEST = "database", "media/", "manifest.json"
FORMAT = 1
PIECE = 1 << 20  # bytes
LARGEST_MANIFEST = 10_000_000  # bytes
# No way out of the folder, and nothing that a file system or a store takes for something else, or
# that is no text.
UNSAFE = re.compile(r"(^|/)\.{0,2}(/|$)|[\x00-\x1f\\\ud800-\udfff]")


class BackupError(Exception):
    """Something is wrong with a backup, in words for who runs the command."""


@dataclass
class Manifest:
    """What a backup says of itself."""

    format: int = FORMAT
    version: str = ""
    made_at: str = ""
    engine: str = ""
    migrations: list[list[str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    checksum: str = ""

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Return what the text says. Raises BackupError."""
        try:
            said = json.loads(text)
            manifest = cls(**{key.name: said[key.name] for key in fields(cls)})
            known = {(str(app), str(name)) for app, name in manifest.migrations}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BackupError("The manifest of the backup cannot be read.") from error
        if manifest.format != FORMAT:
            raise BackupError(f"The backup has format {manifest.format}; this is {FORMAT}.")
        manifest.migrations = [list(pair) for pair in sorted(known)]
        return manifest

    def text(self) -> bytes:
        """Return it as it is stored."""
        return json.dumps(asdict(self), indent=1).encode()


class Checksum:
    """Of the names, the sizes and the contents of all members, in their order."""

    def __init__(self) -> None:
        self.whole = hashlib.sha256()

    def add(self, name: str, size: int, content: str) -> None:
        """Add a member by the checksum of its content."""
        self.whole.update(f"{content} {size} {name}\n".encode())

    def text(self) -> str:
        """Return it in hexadecimal digits."""
        return self.whole.hexdigest()


class Hashing:
    """A file that knows the checksum of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.content = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self.file.read(size)
        self.content.update(piece)
        return piece


class Writer:
    """Writes a backup into an open file, which need not be one that can be gone back in."""

    def __init__(self, out: IO[bytes]) -> None:
        self.tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.checksum = Checksum()

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member."""
        hashing = Hashing(file)
        member = tarfile.TarInfo(name)
        member.size = size
        self.tar.addfile(member, hashing)
        self.tar.members.clear()  # type: ignore[attr-defined]
        self.checksum.add(name, size, hashing.content.hexdigest())

    def end(self, manifest: Manifest) -> None:
        """Write the manifest, which makes it a backup."""
        import io

        manifest.checksum = self.checksum.text()
        text = manifest.text()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        self.tar.addfile(member, io.BytesIO(text))
        self.tar.close()


@contextmanager
def opened(path: Path) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Yield the members of a backup: name, size and content. Raises BackupError."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            yield members(tar)
    except tarfile.TarError as error:
        raise BackupError("The file is no backup, or a part of one.") from error
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error


def members(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Yield what is in a tar, in its order; whatever is no plain file of ours is refused."""
    for member in tar:
        tar.members.clear()  # type: ignore[attr-defined]
        name = member.name
        is_ours = name in {DATABASE, MANIFEST} or name.startswith(MEDIA)
        if not member.isreg() or not is_ours or UNSAFE.search(name):
            raise BackupError(f"The backup holds what none has: {name!r}.")
        content = tar.extractfile(member)
        assert content is not None  # noqa: S101 (it is a regular file)
        yield name, member.size, content


def verify(path: Path, told: Callable[[int], Any]) -> Manifest:
    """Read a backup from beginning to end and return what it says of itself.

    Raises BackupError where a byte of it is not as it was written. `told` hears how many
    bytes were read.
    """
    checksum, done, manifest, first = Checksum(), 0, None, True
    with opened(path) as found:
        for name, size, content in found:
            if manifest or first != (name == DATABASE):
                raise BackupError("The members of the backup are not in their order.")
            first = False
            if name == MANIFEST:
                manifest = Manifest.read(read_small(content, size))
                continue
            checksum.add(name, size, digest(content, size))
            told(done := done + size)
    if manifest is None:
        raise BackupError("The backup ends before its end: it is a part of one.")
    if manifest.checksum != checksum.text():
        raise BackupError("The backup was changed after it was made: its checksum is another.")
    return manifest


def read_small(content: IO[bytes], size: int) -> bytes:
    """Return a content that fits into memory. Raises BackupError."""
    if size > LARGEST_MANIFEST:
        raise BackupError("The manifest of the backup is too large.")
    return content.read()


def digest(content: IO[bytes], size: int | None = None) -> str:
    """Return the checksum of a content. Raises BackupError where some of it is missing."""
    found, read = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        found.update(piece)
        read += len(piece)
    if size is not None and read != size:
        raise BackupError("The backup ends before its end: it is a part of one.")
    return found.hexdigest()


def copy(content: IO[bytes], path: Path) -> None:
    """Write a content into a file."""
    with path.open("wb") as file:
        while piece := content.read(PIECE):
            file.write(piece)
