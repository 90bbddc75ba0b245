"""Widgets of forms in the admin."""

import json
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminTagWidget


class NamedTagWidget(AdminTagWidget):
    """Wagtail's widget of tags, whose field for a new one has a name: the label has another."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add a placeholder to the options of the script."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        attrs = context["widget"]["attrs"]
        options = json.loads(attrs["data-w-tag-options-value"])
        options["placeholderText"] = _("Add a tag")
        attrs["data-w-tag-options-value"] = json.dumps(options)
        return context
