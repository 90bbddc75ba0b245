"""Where photos and documents are used: what readers are shown of them, and drafts."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.permissions import policy_registry

from recyclebin.models import IS_DELETED

# A content type and a primary key, as the reference index has them.
type Key = tuple[int, str]
type Names = dict[Key, tuple[str, str | None]]
type PageFinder = Callable[[list[int]], Iterable[Page]]
NUMBER = re.compile(r"\d+")
public_page_finders: list[PageFinder] = []


@dataclass
class Places:
    """What uses an item: by name and URL what a user may see, and the number of the others."""

    named: list[tuple[str, str | None]] = field(default_factory=list)
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.named or self.others)


@dataclass
class Uses:
    """What uses an item: `shown` keeps it from being deleted, `drafts` only would miss it."""

    shown: Places = field(default_factory=Places)
    drafts: Places = field(default_factory=Places)


@dataclass
class Found:
    """The keys of what uses an item."""

    shown: set[Key] = field(default_factory=set)
    drafts: set[Key] = field(default_factory=set)


def uses_of(items: Sequence[models.Model], user: Any) -> dict[Any, Uses]:
    """Return the uses of items of one model by primary key.

    Names are those of pages that the user's lists show, and of what else the user may edit; of
    published pages those that every reader may see, too.
    """
    found = find_uses(items)
    shown = {key for each in found.values() for key in each.shown}
    names = names_of(shown | {key for each in found.values() for key in each.drafts}, user)
    names_of_shown = names_for_readers(shown - names.keys()) | names
    return {
        pk: Uses(
            shown=places(each.shown, names_of_shown),
            drafts=places(each.drafts - each.shown, names),
        )
        for pk, each in found.items()
    }


def register_public_pages(find: PageFinder) -> None:
    """Register a function that returns those of the pages with these ids that readers may see."""
    public_page_finders.append(find)


def is_shown(item: models.Model) -> bool:
    """Return whether something published shows an item, or will at its scheduled time."""
    return bool(shown_among([item]))


def shown_among(items: Sequence[models.Model]) -> set[Any]:
    """Return the primary keys of those of the items of one model that are shown."""
    found = find_uses(items, scheduled_revisions())
    return {pk for pk, uses in found.items() if uses.shown}


def places(keys: set[Key], names: Names) -> Places:
    """Return the named places in alphabetical order, and the number of the others."""
    named = sorted((names[key] for key in keys & names.keys()), key=lambda place: place[0])
    return Places(named, len(keys) - len(named))


def find_uses(
    items: Sequence[models.Model], revisions: QuerySet[Revision] | None = None
) -> dict[Any, Found]:
    """Find what uses items of one model, in published content and in revisions: those of drafts.

    Published is a page that is live, also before its embargo ends and behind a password, and
    a revision that is scheduled. What is not a page is published at once: portraits of authors,
    the newsroom's settings. What is in the bin uses nothing.
    """
    found = {str(item.pk): Found() for item in items}
    if not found:
        return {}
    page_type = ContentType.objects.get_for_model(Page).pk
    stored = {*references_to(items), *foreign_keys_to(items)}
    ids = [pk for _item, (kind, pk) in stored if kind == page_type]
    pages = Page.objects.filter(pk__in=ids).exclude(IS_DELETED)
    live = {str(pk): is_live for pk, is_live in pages.values_list("pk", "live")}
    for item, (kind, pk) in stored:
        if kind != page_type or live.get(pk):
            found[item].shown.add((kind, pk))
        elif pk in live:
            found[item].drafts.add((kind, pk))
    if revisions is None:
        revisions = unpublished_revisions()
    for item, pk, is_scheduled in revisions_with(items, revisions):
        kept = found[item].shown if is_scheduled else found[item].drafts
        kept.add((page_type, pk))
    return {item.pk: found[str(item.pk)] for item in items}


def references_to(items: Sequence[models.Model]) -> Iterable[tuple[str, Key]]:
    """Return what Wagtail's index of references has: of pages the published content."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(items[0]),
        to_object_id__in=[str(item.pk) for item in items],
    )
    rows = references.values_list("to_object_id", "base_content_type", "object_id").distinct()
    return [(item, (kind, pk)) for item, kind, pk in rows]


def foreign_keys_to(items: Sequence[models.Model]) -> Iterable[tuple[str, Key]]:
    """Return what refers to items by a field of its own: the index comes later, or never."""
    for relation in type(items[0])._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model: Any = relation.related_model
        if getattr(model, "wagtail_reference_index_ignore", False):
            continue  # as renditions
        base = Page if issubclass(model, Page) else model
        kind = ContentType.objects.get_for_model(base).pk
        rows = model._default_manager.filter(**{f"{relation.field.name}__in": items})
        for item, pk in rows.values_list(relation.field.attname, "pk"):
            yield str(item), (kind, str(pk))


def revisions_with(
    items: Sequence[models.Model], revisions: QuerySet[Revision]
) -> Iterable[tuple[str, str, bool]]:
    """Yield the items that revisions use, each with the id of the page and whether it is scheduled.

    The index has no revisions. Those that contain the number of an item are read.
    """
    numbers = {str(item.pk) for item in items}
    kind = ContentType.objects.get_for_model(items[0]).pk
    texts = revisions.annotate(text=Cast("content", TextField()))
    if len(numbers) == 1:
        texts = texts.filter(text__contains=next(iter(numbers)))
    candidates = [
        pk
        for pk, text in texts.values_list("pk", "text").iterator()
        if not numbers.isdisjoint(NUMBER.findall(text))
    ]
    found = Revision.objects.filter(pk__in=candidates).select_related("content_type")
    for revision in found.iterator():
        if revision.content_type.model_class() is None:
            continue  # of an app that is not installed any more
        is_scheduled = revision.approved_go_live_at is not None
        page = revision.as_object()
        for to_kind, pk, *_path in ReferenceIndex._extract_references_from_object(page):  # noqa: SLF001
            if to_kind == kind and str(pk) in numbers:
                yield str(pk), str(revision.object_id), is_scheduled


def unpublished_revisions() -> QuerySet[Revision]:
    """Return the latest revisions of drafts, and those that are scheduled."""
    unpublished = Page.objects.filter(Q(live=False) | Q(has_unpublished_changes=True))
    unpublished = unpublished.exclude(IS_DELETED).filter(latest_revision__isnull=False)
    latest = Revision.page_revisions.filter(pk__in=unpublished.values("latest_revision"))
    return latest | scheduled_revisions()


def scheduled_revisions() -> QuerySet[Revision]:
    """Return the revisions that are published at a time to come."""
    deleted = Page.objects.filter(IS_DELETED).annotate(key=Cast("pk", models.CharField()))
    scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    return scheduled.exclude(object_id__in=deleted.values("key"))


def names_of(keys: set[Key], user: Any) -> Names:
    """Return the name and the URL of the edit form of what a user may see by name."""
    by_kind: dict[int, list[str]] = defaultdict(list)
    for kind, pk in keys:
        by_kind[kind].append(pk)
    names: Names = {}
    finder = AdminURLFinder(user)
    for kind, pks in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        if model is Page:
            listed = policy_registry.get_by_type(Page).explorable_instances(user)
            for page in listed.filter(pk__in=pks).specific(defer=True):
                url = finder.get_edit_url(page)
                names[kind, str(page.pk)] = (page.get_admin_display_title(), url)
            continue
        for item in model._default_manager.filter(pk__in=pks):
            if url := finder.get_edit_url(item):
                label = capfirst(str(item._meta.verbose_name))
                names[kind, str(item.pk)] = (f"{label}: {item}", url)
    return names


def names_for_readers(keys: set[Key]) -> Names:
    """Return the title and the address of the pages that every reader may see."""
    page_type = ContentType.objects.get_for_model(Page).pk
    if not (ids := [int(pk) for kind, pk in keys if kind == page_type]):
        return {}
    pages = [page for find in public_page_finders for page in find(ids)]
    return {(page_type, str(page.pk)): (page.title, page.full_url) for page in pages}
