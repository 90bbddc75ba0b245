"""The form that starts a test."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from byline.plugins import Story, setting

# What editors choose from, and the setting.
HOURS = {1, 2, 4, 8, 12, 24, 48, 72}


class StartForm(forms.Form):
    """Asks for a story of the front page, headline B and a time.

    Its fields are of a form that the panel's script makes: the panel stands inside another one.
    """

    story = forms.TypedChoiceField(label=_("Story"), coerce=int)
    headline = forms.CharField(
        label=_("Headline B"),
        max_length=255,
        help_text=_("Half of the readers of the front page see it in the place of the headline."),
    )
    hours = forms.TypedChoiceField(label=_("Ends by itself after"), coerce=int)

    def __init__(self, stories: Sequence[Story], data: Any = None) -> None:
        super().__init__(data, auto_id="headline-test-%s", label_suffix="")
        self.stories = {story.pk: story for story in stories}
        titles = [(pk, story.title) for pk, story in self.stories.items()]
        self.choose_from("story", [("", _("Choose a story")), *titles])
        hours = setting("headline_test", "hours")
        labels = {
            number: ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}
            for number in sorted({*HOURS, hours})
        }
        self.choose_from("hours", labels.items())
        self.fields["hours"].initial = hours
        for field in self.fields.values():
            field.widget.attrs["form"] = "headline-test"

    def choose_from(self, name: str, choices: Iterable[tuple[int | str, Any]]) -> None:
        """Set the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices]
