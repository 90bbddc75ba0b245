"""Share pictures: what social networks show of pages that have no photo.

They are drawn when they are first asked for. The page cache keeps them like pages; where it renders
them again, nothing is drawn again unless the words are others.
"""

import io
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw
from wagtail.models import Page

from byline.drawings import drawn_once
from byline.pagecache import mark_cacheable
from byline.sites import full_url, site_of
from news.models import ArticlePage, Author, Newsroom, SectionPage, Topic
from news.querysets import published_pages
from news.typesetting import Typeface, fonts_lock, settable
from photos.templatetags.photo_tags import portrait_picture, social_picture

# Pixels, as Open Graph recommends.
WIDTH, HEIGHT, MARGIN = 1200, 630, 80
TITLE_TOP, TITLE_BOTTOM = 150, 500
TITLE_SIZES = (92, 80, 68, 56)
LINE_SIZES = (36,)
BAR_HEIGHT = 20
# Colours of `tokens.css` on light paper; a section's is the ground, else it is the paper.
PAPER, INK = (0xFD, 0xFC, 0xF9), (0x17, 0x17, 0x1A)
COLOURS: dict[str, tuple[int, int, int]] = {
    SectionPage.Colour.RED: (0x9D, 0x1C, 0x1C),
    SectionPage.Colour.BLUE: (0x1C, 0x4F, 0x8F),
    SectionPage.Colour.GREEN: (0x1F, 0x61, 0x39),
    SectionPage.Colour.OCHRE: (0x7D, 0x52, 0x06),
    SectionPage.Colour.PURPLE: (0x67, 0x35, 0x8F),
    SectionPage.Colour.TEAL: (0x0F, 0x5F, 0x66),
}
# Steps from the ground to the letters, which need no more.
SHADES = 16
# Another number gives all pictures another address: after a change of how they look.
LOOK = 1


@dataclass(frozen=True)
class ShareImage:
    """The picture of a social card."""

    full_url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class SharePicture:
    """The words of a picture: a headline, what stands above it, and whose it is."""

    kind: str
    number: int
    title: str
    above: str
    newsroom: str
    colour: str = ""

    @property
    def path(self) -> str:
        """The address on the site, another one as soon as the picture is."""
        content = repr((LOOK, self.title, self.above, self.newsroom, self.colour))
        digest = blake2b(content.encode(errors="replace"), digest_size=6).hexdigest()
        return reverse("news:share_picture", args=[self.kind, self.number, digest])

    def draw(self) -> bytes:
        """Return the picture as PNG."""
        letters = Image.new("L", (WIDTH, HEIGHT))
        canvas = ImageDraw.Draw(letters)
        with fonts_lock:
            draw_block(canvas, self.title, TITLE_TOP, TITLE_BOTTOM, TITLE_SIZES)
            draw_block(canvas, self.above, MARGIN - 10, TITLE_TOP, LINE_SIZES)
            draw_block(
                canvas, self.newsroom, HEIGHT - MARGIN - 30, HEIGHT - MARGIN + 20, LINE_SIZES
            )
        ground, ink = (COLOURS[self.colour], PAPER) if self.colour else (PAPER, INK)
        if not self.colour:
            canvas.rectangle((0, 0, WIDTH, BAR_HEIGHT), fill=255)
        picture = letters.point([level * SHADES // 256 for level in range(256)], "P")
        picture.putpalette(
            [
                start + (end - start) * shade // (SHADES - 1)
                for shade in range(SHADES)
                for start, end in zip(ground, ink, strict=True)
            ]
        )
        file = io.BytesIO()
        picture.save(file, "PNG", bits=4)
        return file.getvalue()


def draw_block(
    canvas: ImageDraw.ImageDraw, text: str, top: int, bottom: int, sizes: tuple[int, ...]
) -> None:
    """Draw a text between two heights, across the picture."""
    if text := settable(text):
        typeface = Typeface.of(text)
        fitted = typeface.set(text, (WIDTH - 2 * MARGIN, bottom - top), sizes)
        typeface.draw(canvas, fitted, (MARGIN, top))


@require_safe
def share_picture(request: HttpRequest, kind: str, number: int, digest: str) -> HttpResponse:
    """Draw a picture. Raises Http404 for what readers may not see; leads from old addresses on."""
    mark_cacheable(request)
    shown = find(kind, number)
    picture = shown and picture_of(shown, request)
    if not picture:
        raise Http404
    if picture.path != request.path:
        return redirect(picture.path)
    return HttpResponse(drawn_once(picture.path, picture.draw), "image/png")


def find(kind: str, number: int) -> Any:
    """Return what a picture is of, if readers may see it."""
    match kind:
        case "story":
            return ArticlePage.objects.cards([number], bylines=False).get(number)
        case "section":
            return SectionPage.objects.published().filter(pk=number).first()
        case "author":
            return Author.objects.published().filter(pk=number).first()
        case "topic":
            return Topic.objects.published().filter(pk=number).first()
        case "page":
            return next(iter(published_pages([number])), None)
    return None


def picture_of(shown: Any, request: HttpRequest) -> SharePicture:
    """Return the picture of a page, an author or a topic."""
    newsroom = Newsroom.for_request(request) if site_of(request) else Newsroom()
    name = newsroom.name
    match shown:
        case ArticlePage():
            sponsor = shown.sponsor if shown.is_sponsored else ""
            above = " · ".join(filter(None, [shown.kicker, sponsor]))
            colour = shown.section.colour
            return SharePicture("story", shown.source_id, shown.title, above, name, colour)
        case SectionPage():
            return SharePicture("section", shown.pk, shown.title, "", name, shown.colour)
        case Author():
            return SharePicture("author", shown.pk, shown.name, shown.job_title, name)
        case Topic():
            return SharePicture("topic", shown.pk, shown.name, "", name)
        case Page() if is_front(shown, request):
            return front_picture(shown.pk, newsroom)
    return SharePicture("page", shown.pk, shown.title, "", name)


def front_picture(number: int, newsroom: Newsroom) -> SharePicture:
    """Return the picture of a front page."""
    return SharePicture("page", number, newsroom.name, newsroom.tagline, "")


def is_front(page: Page, request: HttpRequest) -> bool:
    """Return whether a page is the front page of the site."""
    site = site_of(request)
    return site is not None and site.root_page_id == page.pk


def share_image_of(shown: Any, request: HttpRequest) -> ShareImage:
    """Return the picture of a social card: the photo of a story or an author, or one drawn."""
    file, alt = None, ""
    if isinstance(shown, ArticlePage):
        file, alt = social_picture(shown.lead_photo), shown.photo_alt
    elif isinstance(shown, Author) and shown.portrait:
        file, alt = portrait_picture(shown.portrait), shown.portrait.description
    if file:
        return ShareImage(file.full_url, file.width, file.height, alt)
    return drawn_image(picture_of(shown, request), request)


def front_share_image(request: HttpRequest) -> ShareImage | None:
    """Return the picture of the front page, for lists that have none; None without a site."""
    if not (site := site_of(request)):
        return None
    return drawn_image(front_picture(site.root_page_id, Newsroom.for_request(request)), request)


def drawn_image(picture: SharePicture, request: HttpRequest) -> ShareImage:
    """Return a drawn picture as that of a social card."""
    return ShareImage(full_url(request, picture.path), WIDTH, HEIGHT, picture.title)
