"""The pictures of a document, which become photos as if its editor had uploaded them."""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from zipfile import ZipFile

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.permissions import policy_registry

from news.word.package import UnreadableDocumentError, read_member
from photos.forms import fitting
from photos.metadata import IMAGE_FORMATS
from photos.models import Photo

logger = logging.getLogger(__name__)

PICTURES_LIMIT = 120
# Of all together: a second decodes some fifty millions.
PICTURES_MAX_PIXELS = 600_000_000
PICTURES_MAX_BYTES = 250 * 1024 * 1024
ADDRESS_SCHEME = "cid:"
ENDINGS = {"JPEG": "jpg"}


class DocumentPictures:
    """The pictures of one document."""

    def __init__(self, file: BinaryIO, members: list[str], user: Any, title: str) -> None:
        self.package = ZipFile(file)
        self.members = members
        self.user = user
        self.title = title
        collections = policy_registry.get_by_type(Photo).collections_user_has_permission_for(
            user, "add"
        )
        self.collection = collections.first()
        self.form_class = get_image_form(Photo)
        # By the number of the picture, from 1; None for one that cannot come along.
        self.forms: dict[int, Any] = {}
        self.reasons: Counter[str] = Counter()
        self.kinds: set[str] = set()
        self.pixels = self.bytes = 0
        self.photos: dict[int, Photo] = {}

    def add(self, address: str, description: str) -> bool:
        """Check a picture of the text; return whether it will be a photo."""
        number = number_of(address)
        if not 0 < number <= len(self.members):
            self.reasons["elsewhere"] += 1
            return False
        if number not in self.forms:
            self.forms[number] = self.checked(number, description)
        return self.forms[number] is not None

    def find(self, address: str) -> int | None:
        """Return the number of a picture that will be a photo."""
        number = number_of(address)
        return number if self.forms.get(number) else None

    def checked(self, number: int, description: str) -> Any:
        """Return the form that stores a picture, or None and note why there is none."""
        name = self.members[number - 1]
        if self.collection is None:
            self.reasons["not_allowed"] += 1
        elif sum(form is not None for form in self.forms.values()) >= PICTURES_LIMIT:
            self.reasons["many"] += 1
        elif file := self.read(name, number):
            words = " ".join(description.split())
            form = self.form_class(
                {
                    "title": fitting("title", words or f"{self.title}, {number}"),
                    "description": fitting("description", words),
                    # Where it is longer than a description may be.
                    "caption": fitting("caption", words) if len(words) > 255 else "",
                    "collection": self.collection.pk,
                },
                {"file": file},
                user=self.user,
            )
            if form.is_valid():
                # Decoded: of a hundred pictures that is more than there is room for.
                form.cleaned_data["file"].image = None
                return form
            logger.info("A picture of a Word document is left out: %s", form.errors.as_json())
            self.reasons["unreadable"] += 1
            file.close()
        return None

    def read(self, name: str, number: int) -> TemporaryUploadedFile | None:
        """Return a picture as an upload, or None and note why not."""
        try:
            content = read_member(
                self.package, self.package.NameToInfo[name], settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
            )
        except (KeyError, UnreadableDocumentError):
            self.reasons["unreadable"] += 1
            return None
        if (self.bytes + len(content)) > PICTURES_MAX_BYTES:
            self.reasons["many"] += 1
            return None
        stem = slugify(self.title)[:60] or "word"
        file: Any = TemporaryUploadedFile(f"{stem}-{number}", "", len(content), None)
        file.write(content)
        file.seek(0)
        kind, pixels = self.kind_of(file, name)
        if not kind or self.pixels + pixels > PICTURES_MAX_PIXELS:
            self.reasons["many"] += bool(kind)
            file.close()
            return None
        self.bytes += len(content)
        self.pixels += pixels
        file.name = f"{stem}-{number}.{ENDINGS.get(kind, kind.lower())}"
        return file

    def kind_of(self, file: Any, name: str) -> tuple[str, int]:
        """Return format and size of a picture; "" for a format that photos do not have."""
        try:
            with Image.open(file, formats=IMAGE_FORMATS) as picture:
                return picture.format or "", picture.width * picture.height
        except Exception:
            # Pillow has many errors for what it cannot read, and for what is too large.
            self.kinds.add(PurePosixPath(name).suffix.lstrip(".").upper()[:5])
            self.reasons["kinds"] += 1
            return "", 0
        finally:
            file.seek(0)

    def write_files(self) -> None:
        """Write the files, before a transaction in which nobody else can write to SQLite."""
        for number, form in self.forms.items():
            if form is not None:
                photo: Photo = form.save(commit=False)
                photo.uploaded_by_user = self.user
                self.photos[number] = photo
                photo.file.save(photo.file.name, photo.file.file, save=False)

    def store(self) -> dict[int, int]:
        """Store the photos, in a transaction of the caller's; return their ids by number."""
        for photo in self.photos.values():
            photo.save()
        return {number: photo.pk for number, photo in self.photos.items()}

    def delete_files(self) -> None:
        """Delete the files of photos that are not stored after all."""
        for photo in self.photos.values():
            # Where writing failed there is none: it is in no folder yet.
            if "/" in photo.file.name:
                photo.file.storage.delete(photo.file.name)

    def close(self) -> None:
        """Delete what was read of the document."""
        for form in self.forms.values():
            if form is not None:
                form.files["file"].close()

    def notes(self) -> Iterator[str]:
        """Yield what the editor has to know."""
        if number := len(self.photos):
            text = ngettext(
                "%(number)d photo was added to the library.",
                "%(number)d photos were added to the library.",
                number,
            )
            yield text % {"number": number}
        if number := sum(not photo.credit for photo in self.photos.values()):
            text = ngettext(
                "%(number)d photo has no credit yet.",
                "%(number)d photos have no credit yet.",
                number,
            )
            yield text % {"number": number}
        said = {
            "elsewhere": _("Charts, and pictures that are elsewhere, are never fetched."),
            "not_allowed": _("You may not add photos: ask somebody who may."),
            "unreadable": _("Some pictures are damaged or too large."),
            "many": _("The document has more pictures than can be read at once: upload the rest."),
        }
        if self.reasons["kinds"]:
            kinds = ", ".join(sorted(filter(None, self.kinds)))
            yield _("Photos cannot be of this kind: %(kinds)s.") % {"kinds": kinds or "?"}
        yield from (text for reason, text in said.items() if self.reasons[reason])


def number_of(address: str) -> int:
    """Return the number of a picture, from 1; 0 for one that is not in the document."""
    number = address.removeprefix(ADDRESS_SCHEME)
    is_number = address.startswith(ADDRESS_SCHEME) and number.isascii() and number.isdecimal()
    return int(number) + 1 if is_number and len(number) < 6 else 0
