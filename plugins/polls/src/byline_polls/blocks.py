"""The block that puts a poll into a story."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

# Stored with every story that has a poll: it never changes.
POLL = "polls_poll"
QUESTION_MAX_LENGTH, ANSWER_MAX_LENGTH = 200, 120
ANSWERS_MIN, ANSWERS_MAX = 2, 10
# In all time zones within the range of dates.
CLOSING_YEARS = range(1970, 2200)


def check_closing_year(closes: datetime) -> None:
    """Check a closing time. Raises ValidationError."""
    if closes.year not in CLOSING_YEARS:
        raise ValidationError(
            _("Give a year from %(first)s to %(last)s.")
            % {"first": CLOSING_YEARS[0], "last": CLOSING_YEARS[-1]}
        )


class ClosingTimeBlock(blocks.DateTimeBlock):
    """A closing time; one that was stored without the form, and is out of range, is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, validators=[check_closing_year])

    def to_python(self, value: Any) -> datetime | None:
        """Return a stored time."""
        closes = super().to_python(value)
        return closes if closes and closes.year in CLOSING_YEARS else None


class PollBlock(blocks.StructBlock):
    """A question with a few answers."""

    question = blocks.CharBlock(max_length=QUESTION_MAX_LENGTH, label=gettext_lazy("Question"))
    answers = blocks.ListBlock(
        blocks.CharBlock(max_length=ANSWER_MAX_LENGTH, label=gettext_lazy("Answer")),
        min_num=ANSWERS_MIN,
        max_num=ANSWERS_MAX,
        default=[""] * ANSWERS_MIN,
        label=gettext_lazy("Answers"),
        help_text=gettext_lazy(
            "Reword or reorder them at any time: their votes stay with them. An answer that is "
            "removed takes its votes out of the result."
        ),
    )
    closes = ClosingTimeBlock(
        required=False,
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy(
            "When voting ends. Left empty, some weeks after readers first see the poll. "
            "A day after the end it is forgotten who has voted, and the poll stays closed."
        ),
    )
    shows_results = blocks.BooleanBlock(
        required=False,
        label=gettext_lazy("Show the results before voting"),
        help_text=gettext_lazy(
            "Otherwise readers see them once they have voted, and everybody when it has closed."
        ),
    )

    class Meta:
        icon = "poll"
        label = gettext_lazy("Poll")
        label_format = "{question}"
        group = gettext_lazy("Readers")
        template = "byline_polls/block.html"
        description = gettext_lazy("A question that readers answer with one click.")
        preview_value = {
            "question": "Should the ferry sail at night?",
            "answers": ["Yes, every hour", "At weekends", "No"],
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Check that no two answers are alike."""
        value = super().clean(value)
        texts = [" ".join(answer.split()).casefold() for answer in value["answers"] if answer]
        if len(set(texts)) < len(texts):
            error = ValidationError(_("Two answers are the same."))
            raise StructBlockValidationError({"answers": error})
        return value

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the poll that readers vote in, where the story is published."""
        context = super().get_context(value, parent_context)
        page, request = context.get("page"), context.get("request")
        is_preview = getattr(request, "is_preview", False)
        is_live = (
            request is not None
            and not is_preview
            and getattr(page, "is_published", False)
            and as_uuid(context.get("id")) is not None
        )
        return {
            **context,
            **value,
            # An alias shows the poll of the story it repeats.
            "story": (page.alias_of_id or page.pk) if is_live else None,
            "block": context.get("id"),
            # On other pages, readers get nothing.
            "is_of_story": page is None or hasattr(page, "is_published"),
            "is_preview": is_preview,
        }


def as_uuid(text: object) -> UUID | None:
    """Return the id of a block; None where it has none, or a strange one."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
