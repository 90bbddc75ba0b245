"""The entries of the sitemaps.

A part has the pages, or the subjects, of 10,000 ids in a row: it is found by a range of the primary
key, however many there are, and a change concerns one part alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Max, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site

from byline.pagecache import depends_on, expires_at
from byline.sites import absolute_url
from byline.text import without_unfit_characters
from news.models import ArticlePage, Author, Correction, Topic
from news.querysets import PAGES_TAG, STORIES_TAG, ArticleQuerySet, is_visible
from news.tasks import PICTURES_WITHDRAWN_TAG
from photos.models import PhotoRendition
from photos.renditions import FALLBACK_FORMAT, PHOTO_SHAPES

PART_SIZE = 10_000
# That of the index makes it stale: it takes longest, and has no addresses of pages.
INDEX_TAG, NEWS_TAG = "list:sitemap", "sitemap:news"
NEWS_PERIOD, NEWS_LIMIT = timedelta(days=2), 1000
PICTURE_SPEC = PHOTO_SHAPES["lead"].spec(1200, FALLBACK_FORMAT)


@dataclass(slots=True)
class Entry:
    """A page in a sitemap; `changed_at` is None where it is not known."""

    location: str
    changed_at: datetime | None = None
    picture: str = ""


@dataclass(slots=True)
class NewsEntry:
    """A story in the news sitemap."""

    location: str
    title: str
    published_at: datetime


def stories() -> ArticleQuerySet:
    """Return the stories in the sitemaps."""
    return ArticlePage.objects.published(on=[]).originals()


def other_pages() -> QuerySet[Page]:
    """Return the pages for readers that are no stories, and no aliases."""
    depends_on(PAGES_TAG)
    return Page.objects.filter(is_visible(), articlepage=None, alias_of=None)


def subjects(model: type[Author | Topic]) -> QuerySet:
    """Return the authors, or the topics, that have a page."""
    return model.objects.published().order_by()


KINDS: dict[str, Callable[[], QuerySet]] = {
    "stories": stories,
    "pages": other_pages,
    "authors": lambda: subjects(Author),
    "topics": lambda: subjects(Topic),
}


def part_tag(kind: str, number: int) -> str:
    """Return the cache tag of a part."""
    return f"sitemap:{kind}-{number}"


def part_of(instance: Model) -> tuple[str, int]:
    """Return the kind and the number of the part that a page or a subject is in."""
    kinds: dict[type[Model], str] = {ArticlePage: "stories", Author: "authors", Topic: "topics"}
    return kinds.get(type(instance), "pages"), (instance.pk or 0) // PART_SIZE


def parts(kind: str) -> dict[int, datetime | None]:
    """Return the numbers of the parts that are not empty, and when an entry of each changed."""
    depends_on(INDEX_TAG, STORIES_TAG)
    numbered = KINDS[kind]().annotate(part=F("id") / PART_SIZE).order_by("part")
    if kind != "stories":
        return dict.fromkeys(numbered.values_list("part", flat=True).distinct())
    newest = numbered.values_list("part").annotate(Max("published_at"), Max("updated_at"))
    changes = {part: later(*dates) for part, *dates in newest}
    for part, day, at in corrections(numbered):
        changes[part] = later(changes[part], corrected_at(day, at))
    return changes


def corrections(numbered: ArticleQuerySet) -> QuerySet:
    """Return part, last correction and last publication of the stories that were corrected."""
    corrected = numbered.filter(pk__in=Correction.objects.values("article"))
    return corrected.values_list("part", last_correction(), "last_published_at")


def part(kind: str, number: int, site: Site) -> list[Entry]:
    """Return the entries of a part, with one query."""
    depends_on(part_tag(kind, number))
    start = number * PART_SIZE
    rows = KINDS[kind]().filter(id__range=(start, start + PART_SIZE - 1)).order_by("id")
    if kind == "stories":
        return list(story_entries(rows, site))
    if kind == "pages":
        return list(page_entries(rows, site))
    name = rows.model.address
    slugs = rows.values_list("slug", flat=True)
    return [Entry(absolute_url(reverse(name, args=[slug]), site.root_url)) for slug in slugs]


def story_entries(rows: QuerySet, site: Site) -> Iterator[Entry]:
    """Yield the entries of stories."""
    depends_on(PICTURES_WITHDRAWN_TAG)
    storage = PhotoRendition._meta.get_field("file").storage
    columns = ("url_path", "expire_at", "published_at", "updated_at", "last_published_at")
    for path, ends, published, updated, saved, day, picture in rows.values_list(
        *columns, last_correction(), picture_file()
    ):
        expires_at(ends)
        changed = later(published, updated, corrected_at(day, saved))
        url = absolute_url(storage.url(picture), site.root_url) if picture else ""
        yield Entry(address(path, site), changed, url)


def page_entries(rows: QuerySet, site: Site) -> Iterator[Entry]:
    """Yield the entries of other pages; of lists it is not known when they changed."""
    columns = ("url_path", "expire_at", "last_published_at", "standardpage")
    for path, ends, published, has_text in rows.values_list(*columns):
        expires_at(ends)
        yield Entry(address(path, site), published if has_text else None)


def news(site: Site) -> list[NewsEntry]:
    """Return the stories of the last two days, newest first; none that are paid for."""
    depends_on(NEWS_TAG)
    since = timezone.now() - NEWS_PERIOD
    found = stories().filter(published_at__gte=since).exclude(label=ArticlePage.Label.SPONSORED)
    columns = ("url_path", "title", "published_at", "expire_at")
    entries = []
    for path, title, published, ends in found.newest_first().values_list(*columns)[:NEWS_LIMIT]:
        expires_at(ends)
        entries.append(NewsEntry(address(path, site), without_unfit_characters(title), published))
    return entries


def last_correction() -> Subquery:
    """Return the expression of the day of a story's last correction."""
    found = Correction.objects.filter(article=OuterRef("pk")).order_by("-date")
    return Subquery(found.values("date")[:1])


def picture_file() -> Subquery:
    """Return the expression of the file of a story's lead photo that social cards show."""
    files = PhotoRendition.objects.filter(
        image=OuterRef("lead_photo"), filter_spec=PICTURE_SPEC
    ).order_by("id")
    return Subquery(files.values("file")[:1])


def corrected_at(day: date | None, last_published_at: datetime | None) -> datetime | None:
    """Return when a story was corrected: of a correction only the day is known.

    At its end, or when the story was published last, if that was before.
    """
    if day is None:
        return None
    zone = timezone.get_current_timezone()
    if last_published_at is None:
        return datetime.combine(day, time(), zone)
    return min(datetime.combine(day, time(23, 59, 59), zone), last_published_at)


def later(*moments: datetime | None) -> datetime | None:
    """Return the last of the moments that are there."""
    return max(filter(None, moments), default=None)


def address(url_path: str, site: Site) -> str:
    """Return the address of a page on its site."""
    path = "/" + url_path.removeprefix(site.root_page.url_path)
    return f"{site.root_url}{iri_to_uri(path)}"


def index(site: Site) -> list[Entry]:
    """Return the addresses of all parts that are not empty."""
    return [
        Entry(absolute_url(reverse("seo:part", args=[kind, number]), site.root_url), changed)
        for kind in KINDS
        for number, changed in sorted(parts(kind).items())
    ]
