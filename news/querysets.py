"""Querysets of pages: visibility for readers, and the data of lists."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from wagtail.models import Page, PageManager, PageQuerySet, get_page_models

from byline.pagecache import depends_on, expires_at, stale_at
from byline.prepared import Moment, prepared

# Cache tags of pages that show which stories, subjects and other pages there are.
STORIES_TAG, SUBJECTS_TAG, PAGES_TAG = "list:stories", "list:subjects", "list:pages"


def topic_tag(topic: int) -> str:
    """Return the cache tag of lists of the stories on a topic."""
    return f"list:topic:{topic}"


class Ids(Subquery):
    """The ids of a few rows of a query, as a list in its order; None where there are none."""

    template = "(SELECT jsonb_agg(few) FROM (%(subquery)s) AS rows)"
    output_field = models.JSONField()
    columns: ClassVar[dict[str, str]] = {"few": "pk"}

    def __init__(self, rows: models.QuerySet) -> None:
        columns = {name: F(column) for name, column in self.columns.items()}
        super().__init__(rows.annotate(**columns).values(*columns))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Build the list as SQLite does."""
        template = self.template.replace("jsonb_agg", "json_group_array")
        template = template.replace("jsonb_build_array", "json_array")
        return self.as_sql(compiler, connection, template, **context)


class DatedIds(Ids):
    """The ids of a few stories, each with its publication date as text that can be compared."""

    template = "(SELECT jsonb_agg(jsonb_build_array(few, at)) FROM (%(subquery)s) AS rows)"
    columns: ClassVar = {"few": "pk", "at": "published_at"}


class ReaderQuerySet(PageQuerySet):
    """Pages for readers."""

    # The cache tag of pages that list any of them.
    list_tag: str = PAGES_TAG

    def visible(self) -> Self:
        """Filter to pages that any reader may see: the one definition of it.

        Live, not expired (even where no scheduler has run), and neither the page nor an
        ancestor restricted.
        """
        return self.live().in_time().unrestricted()

    def published(self, on: Iterable[str] | None = None) -> Self:
        """Filter as `visible()`, for a list.

        The page that is being rendered is invalidated when pages appear or disappear; or by the
        tags of `on` alone, where these cover all candidates.
        """
        depends_on(*([self.list_tag] if on is None else on))
        return self.visible()

    def in_time(self) -> Self:
        """Filter to pages that have not expired."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=Moment()))

    def unrestricted(self) -> Self:
        """Exclude pages with a view restriction: see `news.restrictions`."""
        return self.filter(restricted_page=None)

    def with_visibility(self) -> Self:
        """Annotate each page with `is_visible`: whether readers may see it."""
        visible = self.model.objects.visible().filter(pk=OuterRef("pk"))
        return self.annotate(is_visible=Exists(visible))


class ArticleQuerySet(ReaderQuerySet):
    """Stories for readers."""

    list_tag = STORIES_TAG

    def published(self, on: Iterable[str] | None = None) -> Self:
        """Filter as for pages; the page being rendered is stale from the next embargo on."""
        stale_at(self.model.objects.next_embargo)
        return super().published(on)

    def in_time(self) -> Self:
        """Filter to stories whose publication date has come and that have not expired.

        The stories of a section that is not live or has expired are excluded, and their aliases.
        """
        gone = self.sections_where(Q(live=False) | Q(expire_at__lte=Moment()))
        return super().in_time().filter(~self.of_sections(gone), published_at__lte=Moment())

    def sections_where(self, condition: Q) -> models.QuerySet:
        """Return the ids of the sections for which a condition holds."""
        return related_model(self.model, "section").objects.filter(condition).values("pk")

    def of_sections(self, sections: models.QuerySet) -> Q:
        """Return the condition that a story, or its source, is in one of the sections."""
        theirs = self.model.objects.filter(section__in=sections).values("pk")
        return Q(section__in=sections) | Q(alias_of__in=theirs)

    def originals(self) -> Self:
        """Exclude aliases: a list of the whole newspaper has a story once."""
        return self.filter(alias_of=None)

    def newest_first(self) -> Self:
        """Order by publication date, then by id."""
        return self.order_by("-published_at", "-pk")

    def newest(self, number: int) -> Self:
        """Return the newest of the stories, found before anything is joined.

        A database may otherwise begin with the joined table, and sort all stories.
        """
        ids = self.newest_first().values("pk")[:number]
        return self.model.objects.filter(pk__in=ids).newest_first()

    def for_cards(self, *, bylines: bool = True) -> Self:
        """Fetch the fields and relations that lists show, without the body.

        The query count is the same for any number of stories. The files of the lead photos
        are fetched by `photos.renditions.fetch_renditions`, together with those of other photos.
        """
        stories = self.defer_streamfields().select_related("section", "lead_photo")
        stories = stories.with_comment_counts()
        return stories.with_bylines() if bylines else stories

    def with_comment_counts(self) -> Self:
        """Annotate each story with `comment_count`: how many comments are approved on it.

        None where there are none, and on an alias.
        """
        comments = related_model(self.model, "comments").objects.approved()
        there = comments.filter(story=OuterRef("pk")).order_by().values("story")
        return self.annotate(comment_count=Subquery(there.annotate(n=Count("pk")).values("n")))

    def for_feeds(self, *, text: bool) -> Self:
        """Fetch the fields and relations that feeds show, the text with its corrections too.

        The query count is the same for any number of stories.
        """
        stories = self.select_related("section", "lead_photo").with_bylines()
        stories = stories.prefetch_related("topics")
        return stories.prefetch_related("corrections") if text else stories.defer_streamfields()

    def with_bylines(self) -> Self:
        """Prefetch the bylines, each with its author, with one query."""
        bylines = related_model(self.model, "bylines").objects.select_related("author")
        return self.prefetch_related(Prefetch("bylines", bylines))

    def next_embargo(self, after: datetime) -> datetime | None:
        """Return when the next story appears by the clock; None where none waits."""
        waiting = self.filter(live=True, published_at__gt=after)
        return waiting.order_by("published_at").values_list("published_at", flat=True).first()


def related_model(model: type[models.Model], name: str) -> Any:
    """Return the model at the other end of a relation: the model itself imports this module."""
    return model._meta.get_field(name).related_model


def pages_tags(ids: Iterable[int]) -> list[str]:
    """Return the cache tags of pages that show these pages, or will once they are published."""
    return [f"page:{pk}" for pk in ids]


def stale_when_released(ids: Collection[int]) -> None:
    """Have the page rendered again when the embargo of one of these stories ends."""
    if ids:
        stale_at(partial(next_release, frozenset(ids)))


def next_release(ids: frozenset[int], after: datetime) -> datetime | None:
    """Return when the first of some stories appears by the clock; None where none waits."""
    waiting = Page.objects.filter(pk__in=ids, live=True, articlepage__published_at__gt=after)
    times = waiting.order_by("articlepage__published_at")
    return times.values_list("articlepage__published_at", flat=True).first()


ReaderManager = PageManager.from_queryset(ReaderQuerySet)


def published_pages(ids: Iterable[int]) -> list[Page]:
    """Return those of the pages, of any type, that readers may see.

    Costs one query, and none where there are no ids.
    """
    if not (ids := list(ids)):
        return []
    depends_on(*pages_tags(ids), PAGES_TAG)
    pages = visible_pages(ids)
    stale_when_released({*ids} - {page.pk for page in pages})
    for page in pages:
        expires_at(page.expire_at)
    return pages


@prepared
def visible_pages(ids: list[int]) -> models.QuerySet[Page]:
    """Find those of the pages that readers may see."""
    return Page.objects.filter(is_visible(), pk__in=ids)


def is_visible() -> Q:
    """Return the condition that readers may see a page of any type."""
    visible = Q(pk__in=[])
    for model in get_page_models():
        if hasattr(model.objects, "visible"):
            visible |= Q(Exists(model.objects.visible().filter(pk=OuterRef("pk"))))
    return visible
