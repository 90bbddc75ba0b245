"""The form in which a story is edited."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from news.blocks.unknown import resolve_placeholders, stored_unknown_blocks


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

    def clean_body(self) -> Any:
        """Give placeholders their content from the stored story, never from the form."""
        body = self.cleaned_data["body"]
        return resolve_placeholders(body, self.stored_unknown_blocks)
