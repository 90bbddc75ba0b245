"""Writing the newsroom's index: in the transaction that saves a page, or for many pages again."""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from wagtail.models import Page

from search.engines.database import ids_of
from search.index import index_all
from search.models import PageText
from search.newsroom.engines import newsroom_engine
from search.newsroom.page_words import PageWords, page_terms, page_words

logger = logging.getLogger(__name__)

# How many pages are indexed in one transaction, and by the worker in one go.
BATCH_SIZE = 50
CATCH_UP_LIMIT = 5_000


class Version(NamedTuple):
    """A version of a page, in memory, as which it is indexed."""

    page: Page
    is_latest: bool
    is_live: bool


def index_revision(page: Page) -> None:
    """Index a page of which a revision was saved that is not live."""
    if not page.live:
        replace(page, [Version(page, is_latest=True, is_live=False)])
    elif not page.has_unpublished_changes:
        replace(page, [Version(page, is_latest=True, is_live=True)])
    else:
        live = PageText.objects.filter(page_id=page.pk, is_live=True).values_list("pk").first()
        versions = [Version(page, is_latest=True, is_live=False)]
        if not live:  # never indexed so far
            versions.append(Version(stored(page), is_latest=False, is_live=True))
        replace(page, versions, kept=live[0] if live else 0)


def index_stored(page: Page) -> None:
    """Index a page whose row was saved, and a revision of it that is later."""
    if page.latest_revision_id and (page.has_unpublished_changes or not page.live):
        latest = Version(page.latest_revision.as_object(), is_latest=True, is_live=False)
        live = [Version(page, is_latest=False, is_live=True)] if page.live else []
        replace(page, [latest, *live])
    else:
        replace(page, [Version(page, is_latest=True, is_live=page.live)])


def replace(page: Page, versions: Sequence[Version], kept: int = 0) -> None:
    """Write the rows of a page; one that is kept has the live version from now on."""
    words = [page_words(version.page) for version in versions]
    rows = PageText.objects.filter(page_id=page.pk)
    rows.exclude(pk=kept).delete()
    if kept:
        rows.update(is_latest=False, is_live=True)
    insert(
        (row_of(page, version, of_version), of_version)
        for version, of_version in zip(versions, words, strict=True)
    )


def row_of(page: Page, version: Version, words: PageWords) -> PageText:
    """Return the row of one version."""
    return PageText(
        page_id=page.pk,
        is_latest=version.is_latest,
        is_live=version.is_live,
        revision_id=page.latest_revision_id if version.is_latest else page.live_revision_id,
        bylines=words.bylines,
        text=words.text,
    )


def insert(texts: Iterable[tuple[PageText, PageWords]]) -> None:
    """Insert rows with their terms."""
    texts = list(texts)
    PageText.objects.bulk_create([row for row, _words in texts], batch_size=BATCH_SIZE)
    newsroom_engine().write([(row.pk, page_terms(words)) for row, words in texts])


def index_new(pages: Iterable[Page]) -> None:
    """Index pages that were just created; if one cannot be, the others all the same."""
    try:
        insert_new(pages)
    except Exception:  # whatever a block of a plugin does
        for page in pages:
            attempt(index_stored, page)


@transaction.atomic
def insert_new(pages: Iterable[Page]) -> None:
    """Index pages that were just created, as they are in memory."""
    versions = [Version(page, is_latest=True, is_live=page.live) for page in pages]
    of_versions = [(version, page_words(version.page)) for version in versions]
    insert((row_of(version.page, version, words), words) for version, words in of_versions)


def stored(page: Page) -> Page:
    """Return a page as its row is."""
    return type(page)._default_manager.get(pk=page.pk)


def index_pages(ids: Iterable[int]) -> None:
    """Index pages again, as they are stored. One that cannot be read is logged and left out."""
    for some in batched(ids, BATCH_SIZE):
        with transaction.atomic():
            pages = Page.objects.filter(pk__in=some).order_by("pk")
            # Who saves one of them at this moment indexes it too.
            list(pages.select_for_update(of=("self",)).values_list("pk"))
            for page in pages.specific():
                attempt(index_stored, page)


def attempt(index: Callable[[Page], None], page: Page) -> None:
    """Index a page. No failure keeps anybody from saving it: the worker tries it again."""
    try:
        with transaction.atomic():
            index(page)
    except Exception:  # whatever a block of a plugin does
        logger.exception("Page %s is not indexed for the newsroom", page.pk)


def pages_with(facet: str) -> list[int]:
    """Return the ids of the pages with a facet."""
    engine = newsroom_engine()
    return ids_of(
        Page.objects.filter(engine.found(engine.facet_expression([facet]))).order_by("pk")
    )


def unindexed() -> QuerySet[Page]:
    """Return the pages whose latest revision is not indexed."""
    latest = PageText.objects.filter(page=OuterRef("pk"), is_latest=True)
    pages = Page.objects.filter(depth__gt=1).annotate(
        row=Subquery(latest.values("pk")[:1]),
        indexed=Subquery(latest.values("revision_id")[:1]),
    )
    is_current = {"row__isnull": False, "indexed": F("latest_revision_id")}
    return pages.exclude(**is_current).exclude(
        row__isnull=False, indexed=None, latest_revision_id=None
    )


def catch_up(limit: int = CATCH_UP_LIMIT) -> None:
    """Index what is missing: after an upgrade, and what failed. A periodic task of the worker."""
    index_pages(list(unindexed().order_by("-pk").values_list("pk", flat=True)[:limit]))


def rebuild(progress: Callable[[int, int], None]) -> int:
    """Index every page again, calling `progress(done, total)`; return their number."""
    return index_all(Page.objects.filter(depth__gt=1), index_pages, BATCH_SIZE, progress)
