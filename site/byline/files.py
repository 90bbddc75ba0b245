"""Uploads: their storage in local files, and files that are replaced."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile

# Of files that are being written, or were left behind by a power cut.
PARTIAL_FILE_PREFIX = ".part-"


class FileStorage(FileSystemStorage):
    """Django's storage with atomic writes: a file is complete or not there."""

    def _save(self, name: str, content: Any) -> str:
        """Store a file; return its name. On an OSError no part of it is left."""
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
                except FileExistsError:  # by a concurrent upload
                    name = self.get_available_name(name)
                else:
                    return name.replace("\\", "/")


def delete_when_committed(model: type[models.Model], file: FieldFile) -> None:
    """Delete a file that another has replaced once that is committed, unless it is still used."""
    storage, name = file.storage, str(file.name)

    def delete_unused() -> None:
        if not model._default_manager.filter(**{file.field.name: name}).exists():
            storage.delete(name)

    transaction.on_commit(delete_unused, robust=True)
