"""Uploads in files on a disk of this machine."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class Part(File):
    """A file beside its place, which the storage moves there."""

    def temporary_file_path(self) -> str:
        """Return where it is."""
        return str(self.name)


class FileStorage(FileSystemStorage):
    """Django's, of which each file is there whole or not at all: also where a disk is full."""

    def _save(self, name: str, content: Any) -> str:
        """Store a file; return its name. Raises OSError, and leaves nothing then."""
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk.encode() if isinstance(chunk, str) else chunk)
                part.flush()
                return str(super()._save(name, Part(part, part.name)))  # type: ignore[misc]
            finally:
                Path(part.name).unlink(missing_ok=True)
