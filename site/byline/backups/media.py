"""The uploads: through Django's storage, a folder or an object store."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from byline.backups.archive import COPY_CHUNK_BYTES, BackupError, digest
from byline.files import PARTIAL_FILE_PREFIX


def upload_names(folder: str = "") -> Iterator[str]:
    """Yield the names of all uploads; none where there is nothing yet."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    inside = f"{folder}/" if folder else ""
    yield from (
        f"{inside}{name}" for name in sorted(files) if not name.startswith(PARTIAL_FILE_PREFIX)
    )
    for name in sorted(folders):
        yield from upload_names(f"{inside}{name}")


class MediaRestore:
    """Restores uploads, with a journal in a file by which it can be rolled back.

    `replaces`: an upload that is there with another content is replaced, else refused.
    """

    def __init__(self, folder: Path, *, replaces: bool) -> None:
        self.replaces = replaces
        self.folder = folder / "replaced"
        self.folder.mkdir()
        self.journal = sqlite3.connect(folder / "journal.sqlite3")
        self.journal.execute("CREATE TABLE file (name TEXT PRIMARY KEY, what TEXT)")

    def restore(self, name: str, content: IO[bytes], own: Path) -> None:
        """Restore an upload, by way of the temporary file `own`. Raises BackupError."""
        with own.open("w+b") as file:
            shutil.copyfileobj(content, file, COPY_CHUNK_BYTES)
            file.seek(0)
            what = "new"
            if default_storage.exists(name):
                what = "same" if self.is_same(name, file) else self.move_aside(name)
            self.record(name, what)
            file.seek(0)
            if what != "same":
                default_storage.save(name, File(file))

    def is_same(self, name: str, file: IO[bytes]) -> bool:
        """Return whether the stored upload has this content."""
        with default_storage.open(name) as there:
            is_same = digest(there) == digest(file)
        file.seek(0)
        return is_same

    def move_aside(self, name: str) -> str:
        """Move the stored upload away, for `rollback`. Raises BackupError unless `replaces`."""
        if not self.replaces:
            raise BackupError(
                f"There is another upload of the name {name!r}: "
                "restore with an empty BYLINE_DATA_DIR or S3_BUCKET."
            )
        (number,) = self.journal.execute("SELECT count(*) FROM file").fetchone()
        with default_storage.open(name) as there, (self.folder / str(number)).open("wb") as aside:
            shutil.copyfileobj(there, aside, COPY_CHUNK_BYTES)
        default_storage.delete(name)
        return str(number)

    def record(self, name: str, what: str) -> None:
        """Record what is done with a name."""
        with self.journal:
            self.journal.execute("INSERT OR REPLACE INTO file VALUES (?, ?)", [name, what])

    def rollback(self) -> None:
        """Roll back."""
        for name, what in self.journal.execute("SELECT name, what FROM file WHERE what != 'same'"):
            default_storage.delete(name)
            if what != "new":
                with (self.folder / what).open("rb") as aside:
                    default_storage.save(name, File(aside))

    def remove_others(self) -> None:
        """Delete uploads that the backup does not have."""
        for name in list(upload_names()):
            if not self.journal.execute("SELECT 1 FROM file WHERE name = ?", [name]).fetchone():
                default_storage.delete(name)

    def close(self) -> None:
        """Close the journal."""
        self.journal.close()
