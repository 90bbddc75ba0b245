"""Work of the task worker."""

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
# What changes when files are deleted whose addresses processes may remember.
PICTURES_WITHDRAWN_TAG = "pictures:withdrawn"


def withdraw_pictures_soon(photos: Iterable[int]) -> None:
    """Have the files of photos deleted once what was saved is committed, unless they are shown."""
    for some in batched(sorted(photos), WITHDRAW_BATCH_SIZE):
        transaction.on_commit(partial(withdraw_pictures.enqueue, list(some)), robust=True)


@task
def withdraw_pictures(photos: list[int]) -> None:
    """Delete the files that readers got of those photos that no page shows them any more.

    Where a photo is shown again its files are made anew, at addresses that nobody knows.
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
