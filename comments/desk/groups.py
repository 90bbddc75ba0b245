"""The panel of a group's form with the sections that the group moderates."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from comments.models import SectionModerators
from news.models import SectionPage
from recyclebin.models import IS_DELETED


class ModeratedSectionsForm(forms.Form):
    """Sections whose comments a group moderates, as a group permission panel of Wagtail."""

    sections: Any = forms.ModelMultipleChoiceField(
        SectionPage.objects.exclude(IS_DELETED).order_by("title"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "The group moderates the comments on stories of these sections. With the permission "
            "“Moderate comments” above it moderates those of every section."
        ),
    )

    def __init__(self, data: Any = None, files: Any = None, instance: Group | None = None) -> None:
        self.instance = instance or Group()
        super().__init__(data, files, prefix="moderated_sections", initial=self.chosen())

    def chosen(self) -> dict[str, list[int]]:
        """Return what is stored."""
        if self.instance.pk is None:
            return {}
        rows = SectionModerators.objects.filter(group=self.instance)
        return {"sections": list(rows.values_list("section_id", flat=True))}

    @transaction.atomic
    def save(self) -> None:
        """Store what is ticked."""
        sections = self.cleaned_data["sections"]
        rows = SectionModerators.objects.filter(group=self.instance)
        rows.exclude(section__in=sections).delete()
        new = (SectionModerators(group=self.instance, section=section) for section in sections)
        SectionModerators.objects.bulk_create(new, ignore_conflicts=True)

    def as_admin_panel(self) -> SafeString:
        """Render the panel."""
        return render_to_string("comments/admin/moderated_sections.html", {"form": self})
