"""The uploads: through Django's storage, be it a folder or an object store."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

from byline.backups.archive import PIECE, BackupError, digest
from byline.files import PART


def names(folder: str = "") -> Iterator[str]:
    """Yield the names of all uploads; none where there is nothing yet."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    inside = f"{folder}/" if folder else ""
    yield from (f"{inside}{name}" for name in sorted(files) if not name.startswith(PART))
    for name in sorted(folders):
        yield from names(f"{inside}{name}")


class Restoring:
    """Puts uploads in their place, and can take it back; what was done is noted in a file.

    `replaces`: an upload that is there with another content is replaced, else refused.
    """

    def __init__(self, folder: Path, *, replaces: bool) -> None:
        self.replaces = replaces
        self.folder = folder / "replaced"
        self.folder.mkdir()
        self.notes = sqlite3.connect(folder / "notes.sqlite3")
        self.notes.execute("CREATE TABLE file (name TEXT PRIMARY KEY, what TEXT)")

    def put(self, name: str, content: IO[bytes], own: Path) -> None:
        """Put an upload in its place. `own` is a file to keep it in meanwhile.

        Raises BackupError where it would replace another and may not.
        """
        with own.open("w+b") as file:
            shutil.copyfileobj(content, file, PIECE)
            file.seek(0)
            what = "new"
            if default_storage.exists(name):
                what = "same" if self.is_same(name, file) else self.keep(name)
            self.note(name, what)
            file.seek(0)
            if what != "same":
                default_storage.save(name, File(file))

    def is_same(self, name: str, file: IO[bytes]) -> bool:
        """Tell whether what is there is what comes."""
        with default_storage.open(name) as there:
            is_same = digest(there) == digest(file)
        file.seek(0)
        return is_same

    def keep(self, name: str) -> str:
        """Keep what is there until all has gone well."""
        if not self.replaces:
            raise BackupError(
                f"There is another upload of the name {name!r}: "
                "restore with an empty BYLINE_DATA_DIR or S3_BUCKET."
            )
        (number,) = self.notes.execute("SELECT count(*) FROM file").fetchone()
        with default_storage.open(name) as there, (self.folder / str(number)).open("wb") as kept:
            shutil.copyfileobj(there, kept, PIECE)
        default_storage.delete(name)
        return str(number)

    def note(self, name: str, what: str) -> None:
        """Note what is done with a name."""
        with self.notes:
            self.notes.execute("INSERT OR REPLACE INTO file VALUES (?, ?)", [name, what])

    def take_back(self) -> None:
        """Have all as it was."""
        for name, what in self.notes.execute("SELECT name, what FROM file WHERE what != 'same'"):
            default_storage.delete(name)
            if what != "new":
                with (self.folder / what).open("rb") as kept:
                    default_storage.save(name, File(kept))

    def remove_others(self) -> None:
        """Delete uploads that the backup does not have."""
        for name in list(names()):
            if not self.notes.execute("SELECT 1 FROM file WHERE name = ?", [name]).fetchone():
                default_storage.delete(name)

    def close(self) -> None:
        """Let the notes go."""
        self.notes.close()
