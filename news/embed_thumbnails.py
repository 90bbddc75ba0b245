"""Still pictures of videos, stored as photos."""

import io
import logging
from hashlib import sha1
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.files.images import ImageFile
from PIL import Image

from news.oembed import NotAskedError, cache_key, download, fetch_in_time
from photos.models import Photo

logger = logging.getLogger(__name__)

STILL_MAX_BYTES = 5 * 1024 * 1024
STILL_MAX_PIXELS = 10_000_000
STILL_TIMEOUT_SECONDS = 6
# How long it is cached which photo a still is, and that there was none to be had.
STILL_CACHE_SECONDS = 3600
STILL_RETRY_SECONDS = 600
STILL_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def store_thumbnail(address: str, *, title: str, credit: str, source: str) -> Photo | None:
    """Return the picture at a URL as a photo, or None where it cannot be fetched.

    It is fetched when a story is saved, so that no reader's browser requests it from a third
    party. The same picture is stored once.
    """
    key = cache_key("still", address)
    if (known := cache.get(key)) is not None:
        return Photo.objects.filter(pk=known).first()
    photo = None
    try:
        content = fetch_in_time(STILL_TIMEOUT_SECONDS, address, download, address, STILL_MAX_BYTES)
        name = file_name(address, content)
    except NotAskedError:
        return None
    except Exception as error:  # anything a foreign server sends
        logger.info("The still %s could not be kept: %r", address, error)
    else:
        words = {"title": title[:255], "description": title[:255], "credit": credit[:255]}
        photo = find_or_create_photo(content, name, **words, licence=f"Still of {source}"[:255])
    cache.set(key, photo.pk if photo else 0, STILL_CACHE_SECONDS if photo else STILL_RETRY_SECONDS)
    return photo


def file_name(address: str, content: bytes) -> str:
    """Return a name for the picture's file. Raises ValueError, OSError and Pillow's errors."""
    with Image.open(io.BytesIO(content), formats=list(STILL_EXTENSIONS)) as image:
        if image.width * image.height > STILL_MAX_PIXELS:
            raise ValueError(f"{image.width} by {image.height} pixels are too many")
        image.load()
        extension = STILL_EXTENSIONS[image.format or ""]
    stem = PurePosixPath(urlsplit(address).path).stem
    return f"still-{stem[:40] or 'picture'}.{extension}"


def find_or_create_photo(content: bytes, name: str, **fields: str) -> Photo:
    """Return the photo with this content, created if there is none."""
    digest = sha1(content, usedforsecurity=False).hexdigest()
    if photo := Photo.objects.filter(file_hash=digest).first():
        return photo
    photo = Photo(file=ImageFile(io.BytesIO(content), name=name), **fields)
    # As Wagtail's forms set them for an upload.
    photo.file_hash, photo.file_size = digest, len(content)
    photo.full_clean(exclude=["file"])
    photo.save()
    return photo
