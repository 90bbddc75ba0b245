"""The form in which a story is edited."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from news.blocks.unknown import resolve_placeholders, stored_unknown_blocks
from news.text import without_unfit_characters


class ArticleForm(WagtailAdminPageForm):
    """Edit a story without losing blocks whose plugin is gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_unknown_blocks = stored_unknown_blocks(self.instance.body)
        self._offer_substantial_update()

    def _offer_substantial_update(self) -> None:
        """Ask about the update only where readers know an earlier version of the story."""
        if not self.instance.first_published_at:
            self.fields.pop("substantial_update", None)
        elif not self.instance.has_unpublished_changes:
            # The tick has done its work when the story was published with it.
            self.initial["substantial_update"] = False

    def clean(self) -> dict[str, Any]:
        """Drop the characters that no text has."""
        cleaned: dict[str, Any] = super().clean()
        return {
            name: without_unfit_characters(value) if isinstance(value, str) else value
            for name, value in cleaned.items()
        }

    def clean_body(self) -> Any:
        """Give placeholders their content from the stored story, never from the form."""
        body = self.cleaned_data["body"]
        return resolve_placeholders(body, self.stored_unknown_blocks)
