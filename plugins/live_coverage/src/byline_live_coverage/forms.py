"""The form of an update."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from byline_live_coverage.models import HEADLINE_MAX_LENGTH, LiveUpdate
from byline_live_coverage.posting import Content
from byline_live_coverage.rich_text import clean_html, html_of, plain_text

# Of the HTML that an editor sends; an update is short.
TEXT_MAX_LENGTH = 30_000

# What scripts and the server fill in. Their errors tell a person nothing.
HIDDEN = {"format", "form_key"}


class UpdateForm(forms.Form):
    """An update. A script replaces the text by an editor, which sends HTML."""

    headline = forms.CharField(label=_("Headline"), max_length=HEADLINE_MAX_LENGTH, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=TEXT_MAX_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    format = forms.ChoiceField(
        choices=[("text", "text"), ("html", "html")], initial="text", widget=forms.HiddenInput
    )
    is_key_moment = forms.BooleanField(label=_("Key moment: listed at the top"), required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="live-%s")

    def clean(self) -> dict[str, Any]:
        """Clean the text, and require something to read."""
        data = super().clean() or self.cleaned_data
        text = data.get("text", "")
        data["text"] = clean_html(text) if data.get("format") == "html" else html_of(text)
        if HIDDEN & self.errors.keys():
            self.refuse(_("The form was not complete. Look at your text, and send it once more."))
        elif not self.errors and not (data["headline"] or plain_text(data["text"])):
            raise ValidationError(_("Write a headline or a text."))
        return data

    def refuse(self, reason: Any) -> None:
        """Add an error, and make the hidden fields such that it can be sent again."""
        self.add_error(None, reason)
        self.data = {**dict(self.data.items()), "form_key": str(uuid.uuid4())}
        if "format" in self.errors:
            self.data["format"] = "text"

    @property
    def content(self) -> Content:
        """What was written."""
        return Content(
            self.cleaned_data["headline"],
            self.cleaned_data["text"],
            self.cleaned_data["is_key_moment"],
        )


def form_of(update: LiveUpdate) -> UpdateForm:
    """Return the form with an update."""
    return UpdateForm(
        initial={
            "headline": update.headline,
            "text": update.text,
            "format": "html",
            "is_key_moment": update.is_key_moment,
            "form_key": update.form_key,
        }
    )
