"""Work in the background, where a task worker is set up; at once where none is."""

from django.tasks import task

from photos.models import Photo
from photos.pictures import make_files, make_renditions


@task
def remake_files(photo_id: int, specs: list[str]) -> None:
    """Make files of a photo again, after its picture or its focal point has changed."""
    if photo := Photo.objects.filter(pk=photo_id).first():
        make_files(photo, specs)


@task
def make_shapes(photo_id: int, shapes: list[str]) -> None:
    """Make every file of a photo in some shapes."""
    if photo := Photo.objects.filter(pk=photo_id).first():
        make_renditions(photo, *shapes)
