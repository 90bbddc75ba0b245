"""The forms in which pages are edited."""

from typing import Any

from django.forms import Media, Script
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from news.blocks.unknown import resolve_placeholders, stored_unknown_blocks
from news.photo_credits import credit_errors
from news.placing import check_rows
from news.publish_blockers import NO_SPONSOR_MESSAGE
from news.release_form import ReleaseFields
from news.slugs import reserved_slugs


def hides(slug: str, parent: Page | None) -> bool:
    """Return whether a page with that slug would be hidden by another URL pattern."""
    return slug in reserved_slugs() and parent is not None and parent.is_site_root()


def hidden_by(slug: str) -> str:
    """Return the error of a reserved slug."""
    return f"“{slug}” is an address of the site's own. Choose another for this page."


class ReaderPageForm(WagtailAdminPageForm):
    """The form of a page for readers."""

    @property
    def media(self) -> Media:
        """Add the script that keeps in the browser what the server does not have yet."""
        user = self.for_user.pk if self.for_user else ""
        script = Script("js/admin/unsaved-draft.js", **{"data-user": str(user)})
        scripts: list[Any] = ["js/admin/gettext.js", script]
        added = Media(js=scripts, css={"all": ["css/admin/editor.css"]})
        return super().media + added

    def clean(self) -> dict[str, Any]:
        """Refuse an address at which readers would find something else."""
        data = super().clean()
        # Left empty in a draft, it is made from the title.
        slug = data.get("slug") or slugify(data.get("title", ""))
        if hides(slug, self.parent_page):
            self.add_error("slug", hidden_by(slug))
        return data


class FrontForm(ReaderPageForm):
    """Edit a page on which editors place stories."""

    def clean(self) -> dict[str, Any]:
        """Refuse placements that contradict each other."""
        data = super().clean()
        if rows := self.formsets.get("placements"):
            check_rows(rows)
        return data


class ReaderPageCopyForm(CopyForm):
    """The form that copies a page for readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.page.get_parent()
        self.fields["new_slug"].initial = find_available_slug(parent, self.page.slug)
        if alias := self.fields.get("alias"):
            alias.help_text = _(
                "Leave it for a new story. An alias shows this page at a second address: it "
                "follows each change here, and cannot be edited by itself."
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an address at which readers would find something else."""
        data = super().clean()
        slug = data.get("new_slug", "")
        if hides(slug, data.get("new_parent_page") or self.page.get_parent()):
            self.add_error("new_slug", hidden_by(slug))
        return data


class BodyForm(ReaderPageForm):
    """Edit a page with a body without losing blocks whose plugin is gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_unknown_blocks = stored_unknown_blocks(self.instance.body)

    def clean_body(self) -> Any:
        """Fill placeholders from the stored page, never from the form."""
        body = self.cleaned_data["body"]
        return resolve_placeholders(body, self.stored_unknown_blocks)


class ArticleForm(ReleaseFields, BodyForm):
    """Edit a story."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_substantial_update()

    def _offer_substantial_update(self) -> None:
        """Remove the field before a story is first published."""
        if not self.instance.first_published_at:
            self.fields.pop("substantial_update", None)

    def clean(self) -> dict[str, Any]:
        """Require the sponsor and the credits of photos, except in drafts."""
        data = super().clean()
        if self.is_deferred_validation:
            return data
        if data.get("label") == self.instance.Label.SPONSORED and not data.get("sponsor"):
            self.add_error("sponsor", NO_SPONSOR_MESSAGE)
        if self.instance.credits_are_required(self.parent_page):
            parts = data.get("lead_photo"), data.get("lead_credit", ""), data.get("body")
            for field, error in credit_errors(*parts).items():
                self.add_error(field, error)
        return data

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save a new story as a draft.

        Wagtail would save it as live before it calls the hooks, which may block it.
        """
        if not self.instance.pk:
            self.instance.live = False
        return super().save(commit=commit)
