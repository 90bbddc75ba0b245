"""The demo's pictures and documents."""

from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents.models import Document
from wagtail.models import Collection

from photos.models import Photo

DEMO_DIR = Path(__file__).parent
DEMO_CREDIT = "Illustration: The Ellery Courier"
DEMO_LICENCE = "Byline demo, BSD-3-Clause"


def demo_photo(name: str, description: str) -> Photo:
    """Return the photo of that name, created on the first call."""
    slug = Path(name).name
    title = slug.replace("-", " ").capitalize()
    if photo := Photo.objects.filter(title=title, licence=DEMO_LICENCE).first():
        return photo
    with (DEMO_DIR / f"pictures/{name}.jpg").open("rb") as file:
        photo = Photo.objects.create(
            title=title,
            file=ImageFile(file, name=f"{slug}.jpg"),
            credit=DEMO_CREDIT,
            licence=DEMO_LICENCE,
            description=description,
            collection=Collection.get_first_root_node(),
        )
    # Stored, as an upload does.
    photo.get_file_size()
    photo.get_file_hash()
    return photo


def demo_document(file: str, title: str) -> Document:
    """Return the document of that name, created on the first call."""
    if document := Document.objects.filter(title=title).first():
        return document
    content = ContentFile((DEMO_DIR / "documents" / file).read_bytes(), name=file)
    document = Document.objects.create(title=title, file=content)
    document.get_file_size()  # stored, as an upload does
    return document
