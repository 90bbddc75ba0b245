"""The fields of a story's form that say when readers see it, and the view of what they mean."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from byline.time_fields import ZonedDateTimeField
from news.release import Plan, Release, is_past, is_under, release_of

# The field of the time of each release.
TIME_FIELDS = {Release.AT: "go_live_at", Release.EMBARGO: "embargoed_until"}


class ReleaseFields(WagtailAdminPageForm):
    """One choice of when readers see a story.

    A form that is posted without the choice sets the dates of the story as they are. Dates that
    are not posted at all stay.
    """

    release = forms.ChoiceField(
        label=gettext_lazy("Readers see this story"),
        choices=Release,
        widget=forms.RadioSelect,
        required=False,
    )
    embargoed_until = ZonedDateTimeField(label=gettext_lazy("Embargoed until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["release"] = release = release_of(self.instance)
        if release == Release.EMBARGO:
            self.initial["embargoed_until"] = self.instance.published_at
            self.initial["published_at"] = None

    @property
    def show_schedule_publishing_toggle(self) -> bool:
        """Offer no dialog: the fields stand in the form."""
        return False

    def clean(self) -> dict[str, Any]:
        """Apply the choice before the dates are compared with each other."""
        self._keep_what_is_not_posted()
        if release := self.cleaned_data.get("release"):
            self._set_aside_others(release)
            if release == Release.EMBARGO:
                self._apply_embargo()
            else:
                self._check_publication_date()
        return super().clean()

    def _keep_what_is_not_posted(self) -> None:
        """Leave dates as they are that a script or a partial client does not post.

        An embargo ends where another choice is posted.
        """
        for name in ("go_live_at", "expire_at", "published_at"):
            field = self.fields.get(name)
            if field and field.widget.value_omitted_from_data(
                self.data, self.files, self.add_prefix(name)
            ):
                self.cleaned_data[name] = getattr(self.instance, name)
                if name == "published_at" and self.cleaned_data.get("release"):
                    self.cleaned_data[name] = self.initial.get(name)

    def _set_aside_others(self, release: str) -> None:
        """Drop the times of other choices, which are not shown, and check the time of this one."""
        data, now = self.cleaned_data, timezone.now()
        for other, field in TIME_FIELDS.items():
            if other != release:
                self.errors.pop(field, None)
                at = data.get(field)
                # The time at which it was published is part of its history.
                data[field] = at if field == "go_live_at" and at and at <= now else None
        field = TIME_FIELDS.get(Release(release), "")
        if field and field not in self.errors:
            self._check_time(field, data.get(field))

    def _check_time(self, field: str, at: datetime | None) -> None:
        """Require a time to come. A draft keeps the time that it has until another is given."""
        if self.is_deferred_validation:
            stored = {
                "go_live_at": self.instance.go_live_at,
                "embargoed_until": self.instance.published_at,
            }
            self.cleaned_data[field] = at or to_come(stored[field])
        elif at is None:
            self.add_error(field, _("Give the time."))
        elif at <= timezone.now():
            self.add_error(field, is_past(at))

    def _apply_embargo(self) -> None:
        """Make the end of the embargo the publication date, and compare it with the expiry."""
        data = self.cleaned_data
        self.errors.pop("published_at", None)
        until = data.get("embargoed_until")
        data["published_at"] = until or self.instance.published_at
        expires_at = data.get("expire_at")
        if until and expires_at and expires_at <= until:
            self.add_error("expire_at", _("It would disappear before the embargo ends."))

    def _check_publication_date(self) -> None:
        """Refuse a date to come, which would be an embargo."""
        data = self.cleaned_data
        date, go_live_at = to_come(data.get("published_at")), data.get("go_live_at")
        if date and not (go_live_at and date <= go_live_at):
            reason = _("This date is to come. To hide the story until then, choose “%(choice)s”.")
            self.add_error("published_at", reason % {"choice": Release.EMBARGO.label})


def to_come(at: datetime | None) -> datetime | None:
    """Return a time that is to come; None in place of others."""
    return at if at and at > timezone.now() else None


class PlanForm(forms.Form):
    """The fields as they are being filled in, whatever is wrong with them."""

    release = forms.ChoiceField(choices=Release)
    go_live_at = ZonedDateTimeField(required=False)
    embargoed_until = ZonedDateTimeField(required=False)
    expire_at = ZonedDateTimeField(required=False)
    page = forms.ModelChoiceField(Page.objects.all(), required=False)

    def plan(self, user: Any) -> Plan:
        """Return what the fields say; those with errors are missing.

        Raises PermissionDenied for a page that the user may not edit.
        """
        self.is_valid()
        data = self.cleaned_data
        release = data.get("release") or Release.NOW
        at = data.get(TIME_FIELDS.get(release, ""))
        page = data.get("page")
        if page and not page.permissions_for_user(user).can_edit():
            raise PermissionDenied
        if not page or not hasattr(page.specific, "is_published"):
            return Plan(release, at, data.get("expire_at"))
        story = page.specific
        is_settled = is_under(release, story, at)
        return Plan(release, at, data.get("expire_at"), story.is_published, is_settled)


@require_safe
def say_release(request: HttpRequest) -> HttpResponse:
    """Answer with the sentences of a release that is being chosen."""
    context = {"sentences": PlanForm(request.GET).plan(request.user).sentences()}
    return render(request, "news/admin/release_sentences.html", context)
