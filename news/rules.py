"""What a story should have, and the newsroom's choice of what keeps it from being published."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy


class Rule(models.TextChoices):
    """What a story should have; without it there is a warning, or it is not published."""

    BYLINE = "byline", gettext_lazy("A byline")
    STANDFIRST = "standfirst", gettext_lazy("A standfirst")
    TOPIC = "topic", gettext_lazy("A topic")
    BLOCKS = "blocks", gettext_lazy("The words of each tweet, and the title of each embed")
    CREDIT = "credit", gettext_lazy("A credit of each photo")
    DESCRIPTION = "description", gettext_lazy("A description of each photo")


def default_rules() -> list[str]:
    """Return the rules that keep a story from being published if the newsroom says nothing."""
    return [Rule.CREDIT.value]


class RulesField(models.JSONField):
    """A choice of rules, stored as a list of their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": default_rules, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave out what is always so."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["default"]
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Return a checkbox for each rule."""
        return forms.MultipleChoiceField(
            choices=Rule.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=capfirst(kwargs.get("label", self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )
