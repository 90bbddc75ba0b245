"""Writes the rows of `RestrictedPage`, which say what is restricted.

A page is restricted if it has a view restriction, if its parent is restricted, or if it is an alias
of a restricted page. So the row of a page depends on its parent and its source. Where one of these
changes in another transaction, that one is waited for: the pages that a row depends on are locked.
"""

from collections.abc import Collection, Iterable
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction

from byline.pagecache import changed
from byline.pagecache.change_log import EVERYTHING
from news.models.restricted import RestrictedPage

# Below the limits of SQLite on the parameters and the depth of a statement.
BATCH_SIZE, PATHS_BATCH_SIZE = 1000, 100
# The fields by which a page has its place and its source.
FIELDS = {"path", "alias_of", "alias_of_id"}


@transaction.atomic
def update_restricted(page: int) -> None:
    """Write the rows of a page, of the pages below it, of the aliases of these, and so on."""
    following = lock_following(page)
    remove(following)
    add(pages_after(with_reason(following)))


def lock_following(page: int) -> set[int]:
    """Lock a page and what follows from it until the transaction ends; return the ids."""
    locked: set[int] = set()
    # While it waits, another transaction may have added some.
    while added := (following := pages_after([page])) - locked:
        lock(added)
        locked |= added
    return following


def lock(pages: Collection[int]) -> None:
    """Lock pages until the transaction ends, lowest id first."""
    for ids in batched(sorted(pages), BATCH_SIZE):
        lock_rows(Page.objects.filter(pk__in=ids))


def lock_rows(pages: QuerySet[Page]) -> None:
    """Lock pages until the transaction ends. SQLite has one writer anyway."""
    list(pages.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def pages_after(pages: Iterable[int]) -> set[int]:
    """Return the ids of pages, of those below them, of the aliases of these, and so on."""
    found: set[int] = set()
    paths: set[str] = set()
    for ids in batched(pages, BATCH_SIZE):
        paths.update(Page.objects.filter(pk__in=ids).values_list("path", flat=True))
    while paths:
        aliases: set[str] = set()
        for starts in batched(paths, PATHS_BATCH_SIZE):
            found.update(pages_below(starts, "path").values_list("pk", flat=True))
            repeating = pages_below(starts, "alias_of__path").values_list("pk", "path")
            aliases.update(path for pk, path in repeating if pk not in found)
        paths = aliases
    return found


def pages_below(paths: Iterable[str], field: str) -> QuerySet[Page]:
    """Return the pages of which a field begins with one of the paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return Page.objects.filter(condition)


def with_reason(pages: Iterable[int]) -> set[int]:
    """Return those of the pages that are restricted by themselves, their parent or their source."""
    found: set[int] = set()
    for ids in batched(pages, BATCH_SIZE):
        found.update(Page.objects.filter(has_reason(), pk__in=ids).values_list("pk", flat=True))
    return found


def has_reason() -> Q:
    """Return the condition that a page is restricted by itself, its parent or its source."""
    rows, path = RestrictedPage.objects, OuterRef("path")
    parent = rows.filter(page__path=Substr(path, 1, Length(path) - Page.steplen))
    source = rows.filter(page=OuterRef("alias_of"))
    itself = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    return Q(Exists(itself)) | Q(Exists(parent)) | Q(Exists(source))


def is_wrong(page: int) -> bool:
    """Return whether the row of a page is missing or unfounded, by those of parent and source."""
    missing = Q(restricted_page=None) & has_reason()
    unfounded = Q(restricted_page__isnull=False) & ~has_reason()
    return Page.objects.filter(missing | unfounded, pk=page).exists()


def add(pages: Iterable[int]) -> None:
    """Add the rows of pages that lack one."""
    rows = [RestrictedPage(page_id=pk) for pk in pages]
    RestrictedPage.objects.bulk_create(rows, batch_size=BATCH_SIZE, ignore_conflicts=True)


def remove(pages: Iterable[int]) -> None:
    """Delete the rows of pages."""
    for ids in batched(pages, BATCH_SIZE):
        RestrictedPage.objects.filter(page__in=ids).delete()


def wrong_pages() -> tuple[set[int], set[int]]:
    """Return the ids of pages that lack a row, and of those that have one without a reason."""
    right = pages_after(PageViewRestriction.objects.values_list("page", flat=True))
    rows = set(RestrictedPage.objects.values_list("page", flat=True))
    return right - rows, rows - right


@transaction.atomic
def mend() -> tuple[set[int], set[int]]:
    """Write all rows that are wrong; return the ids of those added, and of those deleted."""
    wrong = set[int]().union(*wrong_pages())
    lock(wrong)
    # Some were on their way in other transactions.
    missing, unfounded = (pages & wrong for pages in wrong_pages())
    add(missing)
    remove(unfounded)
    if missing or unfounded:
        changed(EVERYTHING)
    return missing, unfounded


def page_saved(
    sender: type[Page],
    instance: Page,
    *,
    created: bool,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Write the row of a page that is new, was moved, or is no alias any more."""
    if update_fields is not None and not FIELDS.intersection(update_fields):
        return
    # Wagtail saves a page that it has moved as a plain `Page`.
    may_be_moved = sender is Page
    if created or may_be_moved:
        parent = instance.path[: -Page.steplen]
        lock_rows(Page.objects.filter(Q(path=parent) | Q(pk=instance.alias_of_id)))
    was_wrong = is_wrong(instance.pk)
    if was_wrong or may_be_moved:
        update_restricted(instance.pk)
    if was_wrong and not created:
        changed(EVERYTHING)  # its aliases are hidden, or shown again, with it


@transaction.atomic
def restriction_saved(instance: PageViewRestriction, *, created: bool, **kwargs: Any) -> None:
    """Write the rows of a page that is restricted from now on, and of what follows from it."""
    if created:
        update_restricted(instance.page_id)
        changed(EVERYTHING)


def restriction_deleted(instance: PageViewRestriction, origin: Any, **kwargs: Any) -> None:
    """Write the rows of a page of which a restriction was deleted, unless the page is too."""
    deleted: type = getattr(origin, "model", type(origin))
    if deleted is PageViewRestriction:
        update_restricted(instance.page_id)


def note_aliases(instance: Page, **kwargs: Any) -> None:
    """Store the restricted aliases of a page on it before it is deleted."""
    aliases = RestrictedPage.objects.filter(page__alias_of=instance.pk)
    instance.restricted_aliases = list(aliases.values_list("pk", flat=True))


def source_deleted(instance: Page, **kwargs: Any) -> None:
    """Write the rows of what repeated a deleted page."""
    for pk in instance.restricted_aliases:
        update_restricted(pk)
        changed(EVERYTHING)
