"""The bin and its items."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester, ReferenceIndex, Revision

RETENTION_PERIOD = timedelta(days=30)
BIN_SLUG = "deleted-pages"
BIN_URL_PATH = f"/{BIN_SLUG}/"
# The condition of `is_deleted`, for querysets of `Page` and its subclasses.
IS_DELETED = Q(url_path__startswith=BIN_URL_PATH)


def is_deleted(page: Page) -> bool:
    """Return whether a page is in the bin, itself or with an ancestor."""
    return bool(page.url_path.startswith(BIN_URL_PATH))


def is_deleted_itself(page: Page) -> bool:
    """Return whether a page was deleted itself, not only an ancestor."""
    return is_deleted(page) and page.url_path.count("/") == BIN_URL_PATH.count("/") + 1


class DeletedPagePermissionTester(PagePermissionTester):
    """Denies every action of the page tree on pages in the bin, to any user."""

    def __init__(self, page: Page) -> None:
        super().__init__(AnonymousUser(), page)
        self.permissions: set[str] = set()


class RecycleBin(Page):
    """The parent of deleted pages. It is outside of every site, so they have no address."""

    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False

    class Meta:
        verbose_name = "bin"

    @classmethod
    def load(cls) -> Self:
        """Return the bin; create it on the first call."""
        found: Self | None = cls.objects.first()
        if found is None:
            with suppress(IntegrityError, ValidationError), transaction.atomic():
                made = cls(title="Bin", slug=BIN_SLUG, live=False)
                Page.get_first_root_node().add_child(instance=made)
            found = cls.objects.get()  # or the one that another process created first
        return found

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Allow nothing: a renamed or moved bin would not be found."""
        return DeletedPagePermissionTester(self)


class DeletedItemQuerySet(models.QuerySet["DeletedItem"]):
    """Items in the bin."""

    def of(self, model: type[models.Model]) -> Self:
        """Filter by model. Pages of every type count as `Page`."""
        return self.filter(content_type=content_type_of(model))

    def expired(self) -> Self:
        """Filter items whose retention period is over."""
        return self.filter(deleted_at__lte=timezone.now() - RETENTION_PERIOD)

    def unused(self) -> Self:
        """Filter pages, and photos and documents without references."""
        references = ReferenceIndex.objects.filter(
            to_content_type=OuterRef("content_type"),
            to_object_id=Cast(OuterRef("object_id"), models.CharField()),
        )
        return self.filter(Q(content_type=content_type_of(Page)) | ~Exists(references))


class DeletedItem(models.Model):
    """A page, a photo or a document that was deleted and can be restored."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey()
    title = models.CharField(max_length=255)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    deleted_at = models.DateTimeField(default=timezone.now, db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of pages only: where it was, and what of it was live.
    parent = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    slug = models.CharField(max_length=255, blank=True)
    was_live = models.BooleanField(default=False)
    was_alias = models.BooleanField(default=False)
    live_revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Its aliases that were live.
    live_aliases = models.ManyToManyField(Page, related_name="+")

    # An entry of the bin is no use of its item.
    wagtail_reference_index_ignore = True
    objects = DeletedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("deleted item")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="deleted_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def expires_at(self) -> datetime:
        """When the item may be deleted for good."""
        return self.deleted_at + RETENTION_PERIOD


def content_type_of(model: type[models.Model]) -> ContentType:
    """Return the content type that items of a model have in the bin."""
    return ContentType.objects.get_for_model(Page if issubclass(model, Page) else model)


def is_deleted_item(item: models.Model) -> bool:
    """Return whether a photo or a document was deleted, with a query: not for pages."""
    return DeletedItem.objects.of(type(item)).filter(object_id=item.pk).exists()


def deleted_ids(model: Any) -> models.QuerySet:
    """Return a subquery of the ids of the items of a model."""
    return DeletedItem.objects.of(model).values("object_id")
