"""The pictures beside saved pages, which become photos as if they had been uploaded."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import get_image_form
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from importers.saved_pages.parts import SavedPhoto
from photos.forms import fitting
from photos.models import Photo


class ImportPictures:
    """Stores pictures with a batch; a file that is in the library already is that photo."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget the pictures of the last batch."""
        self.photos: dict[Path, Photo] = {}
        self.forms: dict[Path, Any] = {}
        self.written: list[Photo] = []

    def read(self, parts: Iterable[SavedPhoto], title: str) -> None:
        """Check the files of a story's photos, before a transaction in which others wait."""
        for part in parts:
            if part.file and part.file not in self.photos and part.file not in self.forms:
                self.read_file(part.file, part.description, title)

    def read_file(self, file: Path, description: str, title: str) -> None:
        """Find the photo of a file, or make the form that stores it; neither for no picture."""
        if file.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            return
        upload = SimpleUploadedFile(file.name, file.read_bytes())
        if found := Photo.objects.filter(file_hash=hash_filelike(upload)).first():
            self.photos[file] = found
            return
        data = {
            "title": fitting("title", description or title),
            "description": fitting("description", description),
            "collection": Collection.get_first_root_node().pk,
        }
        form = get_image_form(Photo)(data, {"file": upload})
        if form.is_valid():
            # Decoded: of a batch that is more than there is room for.
            form.cleaned_data["file"].image = None
            self.forms[file] = form

    def store(self, part: SavedPhoto) -> Photo | None:
        """Return the photo of a part, stored in a transaction of the caller's; None without one."""
        if not part.file:
            return None
        if form := self.forms.pop(part.file, None):
            photo: Photo = form.save()
            self.written.append(photo)
            self.photos[part.file] = photo
        return self.photos.get(part.file)

    @contextmanager
    def of_batch(self) -> Iterator[None]:
        """Store the pictures of one batch; those of a batch that fails leave no files."""
        self.begin()
        try:
            yield
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Delete the files of photos whose transaction was rolled back."""
        for photo in self.written:
            photo.file.storage.delete(photo.file.name)
        self.begin()
