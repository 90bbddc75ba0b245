"""Work for the task worker, which is slow: seconds for each photo."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.tasks import task

from byline.pagecache import changed
from photos.models import Photo
from photos.renditions import ShapedPhoto, make_files, make_renditions


def make_pictures_soon(shown: Iterable[ShapedPhoto]) -> None:
    """Have every file made in which photos are shown, once what was saved is committed."""
    if pairs := [(photo.pk, shape) for photo, shape in shown]:
        transaction.on_commit(partial(make_pictures.enqueue, pairs), robust=True)


@task
def make_pictures(pairs: list[tuple[int, str]]) -> None:
    """Make every file of some photos, each in a shape."""
    photos = Photo.objects.in_bulk([photo_id for photo_id, _shape in pairs])
    for photo_id, shape in pairs:
        if photo := photos.get(photo_id):  # not deleted since
            make_renditions(photo, shape)
    changed(*(photo.shown_tag for photo in photos.values()))


@task
def remake_files(photo_id: int, specs: list[str]) -> None:
    """Make files of a photo again, after its picture or its focal point has changed."""
    if photo := Photo.objects.filter(pk=photo_id).first():
        make_files(photo, specs)
        changed(photo.shown_tag)
