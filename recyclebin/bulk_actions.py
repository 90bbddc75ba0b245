"""Bulk deletion of photos and documents, which leaves out what published stories show."""

from typing import Any

from django.db import models
from wagtail.documents.views.bulk_actions import DeleteBulkAction as DeleteDocumentsBulkAction

from recyclebin.uses import Uses, uses_of


class KeepShownMixin:
    """Deletes only what nothing published shows, and lists the rest with what shows it."""

    request: Any
    uses: dict[Any, Uses]

    def get_actionable_objects(self) -> tuple[list[models.Model], dict[str, list[Any]]]:
        """Return the objects to delete, and the others by the reason."""
        view: Any = super()
        items, others = view.get_actionable_objects()
        self.uses = uses_of(items, self.request.user)
        shown = [(item, self.uses[item.pk]) for item in items if self.uses[item.pk].shown]
        free = [item for item in items if not self.uses[item.pk].shown]
        return free, {**others, "items_in_use": shown}

    def object_context(self, item: models.Model) -> dict[str, Any]:
        """Add the uses of an object."""
        view: Any = super()
        return {**view.object_context(item), "uses": self.uses[item.pk]}


class KeepShownDocumentsBulkAction(KeepShownMixin, DeleteDocumentsBulkAction):
    """Delete documents."""
