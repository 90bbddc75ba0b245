"""Tasks: delete renditions of photos that are not public any more."""

from collections.abc import Iterable
from functools import partial
from itertools import batched

from django.db import transaction
from django.tasks import task

from byline.pagecache import changed
from news.querysets import visible_pages
from news.references import shown_by
from photos.models import Photo
from photos.renditions import reader_specs

WITHDRAW_BATCH_SIZE = 50
# Published when files are deleted: processes cache their addresses.
PICTURES_WITHDRAWN_TAG = "pictures:withdrawn"


def withdraw_pictures_soon(photos: Iterable[int]) -> None:
    """Queue the deletion of photos' files on commit, unless a page shows them."""
    for some in batched(sorted(photos), WITHDRAW_BATCH_SIZE):
        transaction.on_commit(partial(withdraw_pictures.enqueue, list(some)), robust=True)


@task
def withdraw_pictures(photos: list[int]) -> None:
    """Delete the renditions for readers of those photos that no published page shows.

    Where a photo is shown again its files get new names, which cannot be guessed.
    """
    for photo in Photo.objects.filter(pk__in=photos):
        pages, is_elsewhere = shown_by(photo)
        if is_elsewhere or visible_pages(pages):
            continue
        files = photo.renditions.filter(filter_spec__in=reader_specs())
        if files:
            for file in files:
                file.delete()
            changed(PICTURES_WITHDRAWN_TAG)
