"""Widgets of the forms of stories."""

from typing import Any

from django import forms
from django.urls import reverse

SCRIPTS = ["js/admin/gettext.js", "js/admin/suggestions.js", "js/admin/typed-choice.js"]


class TypedChoice(forms.Select):
    """A choice by typing among many: only what is chosen is in the page.

    `kind` is that of `news.typed_choice`.
    """

    class Media:
        js = SCRIPTS

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        self.kind = kind
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the controller of the script, and its addresses."""
        data = {
            "data-controller": "typed-choice",
            "data-typed-choice-url-value": reverse("suggest_names", args=[self.kind]),
            "data-typed-choice-add-url-value": reverse("add_name", args=[self.kind]),
        }
        return super().get_context(name, value, {**(attrs or {}), **data})

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the chosen options alone."""
        every = self.choices
        chosen = [pk for pk in value if pk.isdecimal()]
        known = every.queryset.filter(pk__in=chosen)  # type: ignore[attr-defined]
        self.choices = [(subject.pk, str(subject)) for subject in known]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every


class TypedChoices(TypedChoice, forms.SelectMultiple):
    """Several of them."""
