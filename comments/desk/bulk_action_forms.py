"""Forms of bulk actions on comments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from byline.text import without_unfit_characters
from comments.banning import BanPeriod
from comments.models import Ban, ReaderComment, State
from comments.paths import COMMENT_NUMBER_MAX
from comments.text import normalized_words


class SelectionForm(forms.Form):
    """The newest comment when the page was shown."""

    newest = forms.IntegerField(
        required=False, max_value=COMMENT_NUMBER_MAX, widget=forms.HiddenInput
    )


class BanForm(SelectionForm):
    """A ban of visitors or words, its period, and the state the comments get."""

    VISITOR, WORDS = "visitor", "words"

    who = forms.ChoiceField(
        label="Ban",
        choices=[(VISITOR, "Who wrote the comments"), (WORDS, "Words")],
        widget=forms.RadioSelect,
        initial=VISITOR,
    )
    words = forms.CharField(
        required=False,
        max_length=Ban._meta.get_field("words").max_length,
        help_text="A word or phrase. Comments with it are refused, whoever writes them.",
    )
    period = forms.ChoiceField(
        label="For how long",
        choices=BanPeriod,
        widget=forms.RadioSelect,
        required=False,
        initial=BanPeriod.WEEK,
    )
    note = forms.CharField(
        required=False,
        max_length=Ban._meta.get_field("note").max_length,
        help_text="For other moderators.",
    )
    decision = forms.ChoiceField(
        label="And the comments",
        choices=[
            ("", "Leave them as they are"),
            (State.REJECTED, "Reject them"),
            (State.REMOVED, "Remove them"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=State.REJECTED,
    )

    def __init__(self, *args: Any, comments: Sequence[ReaderComment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visitors = {comment.visitor for comment in comments if comment.visitor}
        self.unknown = sum(not comment.visitor for comment in comments)
        if not self.visitors:
            self.initial["who"] = self.WORDS

    def clean_note(self) -> str:
        """Drop characters that cannot be stored."""
        return without_unfit_characters(self.cleaned_data["note"]).strip()

    def clean(self) -> dict[str, Any]:
        """Require a known visitor, or words."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == self.VISITOR and not self.visitors:
            message = "It is not known any more who wrote them: ban words instead."
            self.add_error("who", ValidationError(message))
        if cleaned.get("who") == self.WORDS and "words" in cleaned:
            cleaned["words"] = without_unfit_characters(cleaned["words"]).strip()
            if not normalized_words(cleaned["words"]):
                self.add_error("words", ValidationError("Write the word or phrase."))
        return cleaned
