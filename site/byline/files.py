"""Uploads in files on a disk of this machine."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import FileSystemStorage

# What is on its way into a file; one that was left behind by a power cut is no upload.
PARTIAL_FILE_PREFIX = ".part-"


class FileStorage(FileSystemStorage):
    """Django's, of which each file is there whole or not at all: also where a disk is full."""

    def _save(self, name: str, content: Any) -> str:
        """Store a file; return its name. Raises OSError, and leaves nothing then."""
        folder = Path(self.path(name)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix=PARTIAL_FILE_PREFIX) as part:
            for chunk in content.chunks():
                part.write(chunk.encode() if isinstance(chunk, str) else chunk)
            part.flush()
            if self.file_permissions_mode is not None:
                Path(part.name).chmod(self.file_permissions_mode)
            while True:
                try:
                    os.link(part.name, self.path(name))
                except FileExistsError:  # by another upload, this moment
                    name = self.get_available_name(name)
                else:
                    return name.replace("\\", "/")
