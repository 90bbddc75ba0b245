"""The form in which a story is edited."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from news.blocks.unknown import resolve_placeholders, stored_unknown_blocks
from news.photo_credits import credit_errors


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

    def clean(self) -> dict[str, Any]:
        """Ask for the credits of photos before the story is published."""
        cleaned = super().clean()
        from news.models import Newsroom

        newsroom = Newsroom.for_site(self.parent_page.get_site())
        if not self.is_deferred_validation and newsroom.require_photo_credit:
            parts = cleaned.get("lead_photo"), cleaned.get("lead_credit"), cleaned.get("body") or []
            for field, error in credit_errors(*parts).items():
                self.add_error(field, error)
        return cleaned

    def clean_body(self) -> Any:
        """Give placeholders their content from the stored story, never from the form."""
        body = self.cleaned_data["body"]
        return resolve_placeholders(body, self.stored_unknown_blocks)
