"""Tasks of the worker. Each photo takes seconds."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.tasks import task

from byline.pagecache import changed
from photos.models import Photo
from photos.renditions import ShapedPhoto, make_renditions, remake_renditions


def make_pictures_soon(shown: Iterable[ShapedPhoto]) -> None:
    """Queue the renditions of photos in their shapes, on commit."""
    if pairs := [(photo.pk, shape) for photo, shape in shown]:
        transaction.on_commit(partial(make_pictures.enqueue, pairs), robust=True)


@task
def make_pictures(pairs: list[tuple[int, str]]) -> None:
    """Make the renditions of photos, each in a shape."""
    photos = Photo.objects.in_bulk([photo_id for photo_id, _shape in pairs])
    for photo_id, shape in pairs:
        if photo := photos.get(photo_id):  # not deleted since
            make_renditions(photo, shape)
    changed(*(photo.cache_tag for photo in photos.values()))


@task
def remake_files(photo_id: int, specs: list[str]) -> None:
    """Make renditions of a photo again, after its file or its focal point has changed."""
    if photo := Photo.objects.filter(pk=photo_id).first():
        remake_renditions(photo, specs)
        changed(photo.cache_tag)
