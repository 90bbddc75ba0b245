"""The forms in which pages are edited."""

from typing import Any

from django.forms import Media, Script
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug

from news.blocks.unknown import resolve_placeholders, stored_unknown_blocks
from news.field_errors import field_errors
from news.lenient_form import LenientPageForm, hides
from news.placing import check_rows
from news.publish_blockers import NO_SPONSOR_MESSAGE
from news.release_form import ReleaseFields
from news.rules import Rule
from news.section_choice import SectionChoice
from news.story_warnings import Parts


def hidden_by(slug: str) -> str:
    """Return the error of a reserved slug."""
    return f"“{slug}” is an address of the site's own. Choose another for this page."


class ReaderPageForm(LenientPageForm):
    """The form of a page for readers."""

    @property
    def media(self) -> Media:
        """Add the scripts that keep what the server does not have yet, and order what is sent."""
        user = self.for_user.pk if self.for_user else ""
        script = Script("js/admin/unsaved-draft.js", **{"data-user": str(user)})
        scripts: list[Any] = ["js/admin/gettext.js", script, "js/admin/submit-after-autosave.js"]
        added = Media(js=scripts, css={"all": ["css/admin/editor.css"]})
        return super().media + added

    def clean(self) -> dict[str, Any]:
        """Refuse an address at which readers would find something else."""
        data = super().clean()
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
                "is public at once if this page is, follows each change here, and cannot be "
                "edited by itself."
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


class ArticleForm(SectionChoice, ReleaseFields, BodyForm):
    """Edit a story."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_substantial_update()
        if self.is_bound and Rule.BYLINE in self.blocking_rules:
            self._require_a_byline()

    @cached_property
    def blocking_rules(self) -> frozenset[Rule]:
        """What keeps the story from being published."""
        return self.instance.blocking_rules(self.parent_page)

    def _require_a_byline(self) -> None:
        """Let the formset count the bylines; in drafts Wagtail sets the number to 0."""
        if formset := self.formsets.get("bylines"):
            list(formset)  # made before: the first row may stay empty in a draft
            formset.min_num, formset.validate_min = 1, True
            formset.error_messages["too_few_forms"] = _("There is no byline.")

    def _offer_substantial_update(self) -> None:
        """Remove the field before a story is first published."""
        if not self.instance.first_published_at:
            self.fields.pop("substantial_update", None)

    def clean(self) -> dict[str, Any]:
        """Require what the newsroom asks for, except in drafts."""
        data = super().clean()
        if self.is_draft:
            return data
        if data.get("label") == self.instance.Label.SPONSORED and not data.get("sponsor"):
            self.add_error("sponsor", NO_SPONSOR_MESSAGE)
        parts = Parts(
            has_byline=True,  # the formset counts them
            standfirst=data.get("standfirst", ""),
            has_topic=bool(data.get("topics")),
            lead_photo=data.get("lead_photo"),
            lead_credit=data.get("lead_credit", ""),
            body=data.get("body"),
        )
        for field, error in field_errors(parts, self.blocking_rules).items():
            if field not in self.errors:
                self.add_error(field, error)
        return data

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save a new story as a draft.

        Wagtail would save it as live before it calls the hooks, which may block it.
        """
        if not self.instance.pk:
            self.instance.live = False
        return super().save(commit=commit)
