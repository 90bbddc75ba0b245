"""Icons of the site, made from the newsroom's logo or the first letter of its name."""

import logging
from hashlib import blake2b
from io import BytesIO

from PIL import Image, ImageDraw

from byline.drawings import drawn_once
from news.models import Newsroom
from news.typesetting import font_of, font_with, fonts_lock
from photos.models import Photo

FAVICON_SIZES = (16, 32, 48)
TOUCH_SIZE = 180
MANIFEST_SIZES = (192, 512)
# Phones cut icons to circles: what is shown keeps away from the edges.
LOGO_PART, LETTER_PART = 0.72, 0.68
# A logo that is wider cannot be read in a tab.
LOGO_MAX_RATIO = 2
LOGO_FILTER = "max-512x512|format-webp-lossless"
LETTER_WEIGHT = 700

logger = logging.getLogger(__name__)


def png(newsroom: Newsroom, colour: str, size: int) -> bytes:
    """Return the icon as PNG, without transparency: phones would show black there."""

    def draw() -> bytes:
        data = BytesIO()
        draw_icon(newsroom, colour, size).save(data, "PNG", optimize=True)
        return data.getvalue()

    return drawn_once(key_of(newsroom, colour, size), draw)


def favicon(newsroom: Newsroom, colour: str) -> bytes:
    """Return the icon as ICO, in several sizes."""

    def draw() -> bytes:
        data = BytesIO()
        icons = [draw_icon(newsroom, colour, size) for size in FAVICON_SIZES]
        icons[-1].save(data, "ICO", sizes=[i.size for i in icons], append_images=icons[:-1])
        return data.getvalue()

    return drawn_once(key_of(newsroom, colour, *FAVICON_SIZES), draw)


def key_of(newsroom: Newsroom, colour: str, *sizes: int) -> str:
    """Return a digest of what an icon shows."""
    logo = newsroom.logo
    file = (logo.file.name, logo.file_hash) if logo else None
    content = repr((file, newsroom.name, colour, sizes)).encode(errors="replace")
    return f"icon:{blake2b(content, digest_size=16).hexdigest()}"


def draw_icon(newsroom: Newsroom, colour: str, size: int) -> Image.Image:
    """Draw the logo on white, or the first letter on the colour."""
    if logo := logo_picture(newsroom.logo):
        icon = Image.new("RGB", (size, size), "#ffffff")
        logo.thumbnail((round(size * LOGO_PART),) * 2, Image.Resampling.LANCZOS)
        icon.paste(logo, ((size - logo.width) // 2, (size - logo.height) // 2), logo)
        return icon
    icon = Image.new("RGB", (size, size), colour)
    letter = first_letter(newsroom.name)
    if file := font_with(letter) if letter else None:
        with fonts_lock:
            font = font_of(file, round(size * LETTER_PART), LETTER_WEIGHT)
            ImageDraw.Draw(icon).text((size / 2, size / 2), letter, "#ffffff", font, anchor="mm")
    return icon


def logo_picture(photo: Photo | None) -> Image.Image | None:
    """Return the logo, unless it is much wider than high, or cannot be read."""
    if photo is None or photo.width > LOGO_MAX_RATIO * photo.height:
        return None
    try:
        with photo.get_rendition(LOGO_FILTER).file.open() as file:
            return Image.open(file).convert("RGBA")
    except Exception:  # missing, or damaged in ways for which Pillow has many errors
        logger.exception("The logo %s cannot be made an icon", photo.pk)
        return None


def first_letter(name: str) -> str:
    """Return the first letter of a name, in upper case."""
    return next(filter(str.isalnum, name), "").upper()[:1]
