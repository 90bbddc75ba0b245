"""The file of a backup: a tar of the database, the uploads, and at its end the manifest.

    database                as the database's own tools write it
    media/<name>…           each upload
    manifest.json           what it is, and a checksum of all before

Written and read as a stream, whatever its size.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any

DATABASE, MEDIA, MANIFEST = "database", "media/", "manifest.json"
MANIFEST_FORMAT = 1
COPY_CHUNK_BYTES = 1 << 20  # bytes
MANIFEST_MAX_BYTES = 10_000_000  # bytes
# Paths out of the folder, and names that a file system or a store takes for something else, or
# that are no text.
UNSAFE_NAME = re.compile(r"(^|/)\.{0,2}(/|$)|[\x00-\x1f\\\ud800-\udfff]")


class BackupError(Exception):
    """An error of a backup, with a message for the operator."""


@dataclass
class BackupManifest:
    """The description of a backup, its last member."""

    format: int = MANIFEST_FORMAT
    version: str = ""
    made_at: str = ""
    engine: str = ""
    migrations: list[list[str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    checksum: str = ""

    @classmethod
    def read(cls, text: bytes) -> "BackupManifest":
        """Parse a manifest. Raises BackupError."""
        try:
            values = json.loads(text)
            manifest = cls(**{key.name: values[key.name] for key in fields(cls)})
            known = {(str(app), str(name)) for app, name in manifest.migrations}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BackupError("The manifest of the backup cannot be read.") from error
        if manifest.format != MANIFEST_FORMAT:
            raise BackupError(
                f"The backup has format {manifest.format}; this is {MANIFEST_FORMAT}."
            )
        manifest.migrations = [list(pair) for pair in sorted(known)]
        return manifest

    def text(self) -> bytes:
        """Return it as it is stored."""
        return json.dumps(asdict(self), indent=1).encode()


class Checksum:
    """SHA-256 of the names, sizes and contents of all members, in their order."""

    def __init__(self) -> None:
        self.whole = hashlib.sha256()

    def add(self, name: str, size: int, content: str) -> None:
        """Add a member by the checksum of its content."""
        self.whole.update(f"{content} {size} {name}\n".encode())

    def text(self) -> str:
        """Return it in hexadecimal digits."""
        return self.whole.hexdigest()


class HashingReader:
    """A file that computes the checksum of what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.content = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read, and update the checksum."""
        piece = self.file.read(size)
        self.content.update(piece)
        return piece


class BackupWriter:
    """Writes a backup into an open file, which need not be seekable."""

    def __init__(self, out: IO[bytes]) -> None:
        self.tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.checksum = Checksum()

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member."""
        hashing = HashingReader(file)
        member = tarfile.TarInfo(name)
        member.size = size
        self.tar.addfile(member, hashing)
        self.tar.members.clear()  # type: ignore[attr-defined]
        self.checksum.add(name, size, hashing.content.hexdigest())

    def finish(self, manifest: BackupManifest) -> None:
        """Write the manifest, which completes the backup."""
        manifest.checksum = self.checksum.text()
        text = manifest.text()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(text)
        self.tar.addfile(member, io.BytesIO(text))
        self.tar.close()


@contextmanager
def open_backup(path: Path) -> Iterator[Iterator[tuple[str, int, IO[bytes]]]]:
    """Yield the members of a backup: name, size and content. Raises BackupError."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            yield iterate_members(tar)
    except tarfile.TarError as error:
        raise BackupError("The file is no backup, or a part of one.") from error
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error


def iterate_members(tar: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Yield the members of a tar in order. Raises BackupError for any that no backup has."""
    for member in tar:
        tar.members.clear()  # type: ignore[attr-defined]
        name = member.name
        is_ours = name in {DATABASE, MANIFEST} or name.startswith(MEDIA)
        if not member.isreg() or not is_ours or UNSAFE_NAME.search(name):
            raise BackupError(f"The backup holds what none has: {name!r}.")
        content = tar.extractfile(member)
        assert content is not None  # noqa: S101 (it is a regular file)
        yield name, member.size, content


def verify(path: Path, progress: Callable[[int], Any]) -> BackupManifest:
    """Read a whole backup and return its manifest, calling `progress(bytes)`.

    Raises BackupError where a byte of it is not as it was written.
    """
    checksum, done, manifest, first = Checksum(), 0, None, True
    with open_backup(path) as found:
        for name, size, content in found:
            if manifest or first != (name == DATABASE):
                raise BackupError("The members of the backup are not in their order.")
            first = False
            if name == MANIFEST:
                manifest = BackupManifest.read(read_small(content, size))
                continue
            checksum.add(name, size, digest(content, size))
            progress(done := done + size)
    if manifest is None:
        raise BackupError("The backup ends before its end: it is a part of one.")
    if manifest.checksum != checksum.text():
        raise BackupError("The backup was changed after it was made: its checksum is another.")
    return manifest


def read_small(content: IO[bytes], size: int) -> bytes:
    """Return the content of a small member. Raises BackupError."""
    if size > MANIFEST_MAX_BYTES:
        raise BackupError("The manifest of the backup is too large.")
    return content.read()


def digest(content: IO[bytes], size: int | None = None) -> str:
    """Return the checksum of a content. Raises BackupError where it is shorter than `size`."""
    found, read = hashlib.sha256(), 0
    while piece := content.read(COPY_CHUNK_BYTES):
        found.update(piece)
        read += len(piece)
    if size is not None and read != size:
        raise BackupError("The backup ends before its end: it is a part of one.")
    return found.hexdigest()


def copy_to_file(content: IO[bytes], path: Path) -> None:
    """Write a content into a file."""
    with path.open("wb") as file:
        while piece := content.read(COPY_CHUNK_BYTES):
            file.write(piece)
