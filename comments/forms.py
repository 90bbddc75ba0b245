"""The forms that readers fill in.

Comments are validated by the pipeline, which also comments without a form pass.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from byline.text import without_unfit_characters
from comments.followers import EMAIL_MAX_LENGTH, INVALID_EMAIL
from comments.models import Report

DETAILS_MAX_LENGTH = Report._meta.get_field("details").max_length


class ReaderForm(forms.Form):
    """A form that is shown again with what was typed and errors at the fields."""

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """Drop characters that cannot be shown."""
        if data is not None:
            data = {name: without_unfit_characters(data.get(name, "")) for name in self.base_fields}
        super().__init__(data, auto_id="write-%s", **kwargs)

    def refuse(self, reason: str, field: str = "") -> None:
        """Add an error to a field, or to the form where it has none of the name."""
        self.add_error(field if field in self.fields else None, reason)

    def replace_values(self, **values: str) -> None:
        """Show these values instead of those that were sent."""
        self.data = {**self.data, **values}
        self.focus_first_error()

    def focus_first_error(self) -> None:
        """Set `autofocus` on the first field with an error."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return


class EditForm(ReaderForm):
    """The text of a comment, to be changed."""

    text = forms.CharField(
        label="Comment",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "required": True}),
    )


def email_field(error_messages: Mapping[str, str] | None = None, **kwargs: Any) -> forms.EmailField:
    """Return a field for an e-mail address."""
    return forms.EmailField(
        label="E-mail",
        max_length=EMAIL_MAX_LENGTH,
        error_messages={"invalid": INVALID_EMAIL, **(error_messages or {})},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        **kwargs,
    )


class CommentForm(EditForm):
    """A comment. Only the text is needed."""

    name = forms.CharField(
        label="Name",
        required=False,
        help_text="Left empty, “Anonymous”.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = email_field(
        required=False,
        help_text="Never shown. Tells you of replies, once you have confirmed it.",
    )
    # A honeypot: hidden from people, filled in by machines.
    website = forms.CharField(
        label="Website",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    reply_to = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)


class FollowForm(ReaderForm):
    """The address that follows a comment."""

    email = email_field(
        help_text="Nobody else sees it. Every mail has a link that ends this.",
        error_messages={"required": INVALID_EMAIL},
    )


class ReportForm(ReaderForm):
    """What is wrong with a comment."""

    reason = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a reason.",
            "invalid_choice": "Choose one of these reasons.",
        },
    )
    details = forms.CharField(
        label="Details",
        required=False,
        max_length=DETAILS_MAX_LENGTH,
        help_text=f"Moderators read them; nobody else does. Up to {DETAILS_MAX_LENGTH} characters.",
        error_messages={"max_length": f"Details have up to {DETAILS_MAX_LENGTH} characters."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
