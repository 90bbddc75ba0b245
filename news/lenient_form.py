"""Drafts are saved whatever they lack: the form of a page that is not finished."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import DateField, ModelChoiceField
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from news.fetch_deadlines import TOTAL_SECONDS, fetching_within
from news.publish_blockers import expired_message
from news.slugs import reserved_slugs, slug_of
from news.untitled import UNTITLED, UNTITLED_SLUG_PATTERN, is_untitled

# What the form is sent with when it saves itself.
AUTOSAVE_PARAMETER = "autosave"
# The dates that say when readers see a page.
DATES = frozenset({"go_live_at", "expire_at", "published_at", "embargoed_until"})


def hides(slug: str, parent: Page | None) -> bool:
    """Return whether a page with that slug would be hidden by another URL pattern."""
    return slug in reserved_slugs() and parent is not None and parent.is_site_root()


def fill_in_dates(row: Any) -> None:
    """Give a row the dates that it needs and were emptied: as they were, or the default."""
    for name, field in row.fields.items():
        if not (isinstance(field, DateField) and field.required):
            continue
        key = row.add_prefix(name)
        before = getattr(row.instance, name, None)
        if before and not field.widget.value_from_datadict(row.data, row.files, key):
            row.data = row.data.copy()
            row.data[key] = before.isoformat()


def to_minute(date: datetime) -> datetime:
    """Return a date without its seconds."""
    return date.replace(second=0, microsecond=0)


class LenientPageForm(WagtailAdminPageForm):
    """The form of a page whose drafts need no title, no free slug, and no complete rows.

    Wagtail says that a draft is saved by `defer_required_fields()`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and is_untitled(self.instance):
            self.initial["title"] = ""
            if UNTITLED_SLUG_PATTERN.fullmatch(self.instance.slug):
                self.initial["slug"] = ""  # so that it follows the title

    @property
    def is_draft(self) -> bool:
        """Whether a draft is saved, previewed, or sent back to its author: nothing is published."""
        is_sent_back = self.data.get("workflow-action-name") == "reject"
        is_previewed = not any(name.startswith("action-") for name in self.data)
        return (
            self.is_deferred_validation
            or is_previewed
            or (is_sent_back and bool(self.data.get("action-workflow-action")))
        )

    def full_clean(self) -> None:
        """Fetch nothing from other sites while the form saves itself."""
        saves_itself = AUTOSAVE_PARAMETER in self.data
        with fetching_within(0 if saves_itself else TOTAL_SECONDS):
            super().full_clean()

    def defer_required_fields(self) -> None:
        """Leave out rows in which nothing is chosen yet, and give others the dates they need."""
        super().defer_required_fields()
        for name, formset in self.formsets.items():
            if name != "comments" and formset.can_delete:
                for row in formset.forms:
                    if self.is_unfinished(row):
                        row.data = row.data.copy()
                        row.data[row.add_prefix("DELETE")] = "on"
                    else:
                        fill_in_dates(row)

    def is_unfinished(self, row: Any) -> bool:
        """Return whether nothing is chosen in a new row.

        What else is in the row stays in the browser while the form saves itself. Where a person
        presses a button, they are told what to choose.
        """
        if row.instance.pk:
            return False
        names = set(row.changed_data) - {"ORDER"}
        lacks_choice = any(
            isinstance(field, ModelChoiceField) and field.required and name not in names
            for name, field in row.fields.items()
            if name not in {"id", "DELETE"}
        )
        return lacks_choice and (not names or AUTOSAVE_PARAMETER in self.data)

    def clean_title(self) -> str:
        """Take a stand-in for the title of a draft."""
        title: str = self.cleaned_data["title"]
        return title or (UNTITLED if self.is_deferred_validation else "")

    def clean_slug(self) -> str:
        """Take a free slug for a draft that readers do not know."""
        slug: str = self.cleaned_data["slug"]
        is_public = self.instance.pk and self.instance.live
        if not self.is_deferred_validation or is_public:
            return slug
        if not slug and self.cleaned_data.get("title") == UNTITLED and is_untitled(self.instance):
            return self.instance.slug  # it has one since it was first saved
        return self.free_slug(slug or slug_of(self.cleaned_data.get("title", "")))

    def free_slug(self, slug: str) -> str:
        """Return the slug, with a number if it is taken or reserved."""
        parent = self.parent_page
        if not slug or parent is None:
            return slug
        if hides(slug, parent):
            slug = f"{slug}-1"
        found: str = find_available_slug(parent, slug, ignore_page_id=self.instance.pk)
        return found

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep an expiry date that is over in a draft; otherwise say what to do about it.

        Dates that were refused do not hinder a form from saving itself: they stay as they were.
        """
        if field in DATES and AUTOSAVE_PARAMETER in self.data:
            self.cleaned_data[field] = getattr(self.instance, field, self.initial.get(field))
            return
        if field == "expire_at" and (expired_at := self.expired_at()):
            if self.is_draft:
                return
            error = ValidationError(expired_message(expired_at))
        super().add_error(field, error)

    def expired_at(self) -> datetime | None:
        """Return the expiry date if it is over, and was so before the form was filled in."""
        date: datetime | None = self.cleaned_data.get("expire_at")
        before: datetime | None = self.initial.get("expire_at")
        if not date or not before or date >= timezone.now():
            return None
        # The field has no seconds.
        is_same = to_minute(date) == to_minute(before)
        return date if is_same else None

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Add the slug, if another was taken than the open form has."""
        updates: list[tuple[str, str]] = super().get_field_updates_for_resave()
        if (posted := self.data.get("slug")) and posted != self.instance.slug:
            updates.append(("slug", self.instance.slug))
        return updates
