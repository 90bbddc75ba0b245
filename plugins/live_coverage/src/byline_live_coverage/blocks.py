"""The block that makes a story live coverage."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from byline.plugins import setting
from byline_live_coverage.coverage import Coverage, may_post
from byline_live_coverage.updates import NUMBER, key_moments, newest_updates, updates_before


class LiveCoverageBlock(blocks.StructBlock):
    """Shows the updates of the story that it is in."""

    is_over = blocks.BooleanBlock(
        required=False,
        label=_("The coverage is over"),
        help_text=_("No more updates can be posted, and readers are told that it has ended."),
    )

    class Meta:
        icon = "time"
        label = _("Live coverage")
        group = _("Live")
        template = "byline_live_coverage/block.html"
        description = _(
            "Timed updates, newest first. Post them on the page of the story, or with “Post an "
            "update” in the menu of this page."
        )
        preview_value: dict[str, Any] = {"is_over": False}

    def fetch_for_readers(self, values: Sequence[blocks.StructValue]) -> None:
        """Note which blocks repeat the first one of a story: they show nothing."""
        for value in values[1:]:
            value.is_repeated = True

    def render(self, value: blocks.StructValue, context: dict[str, Any] | None = None) -> str:
        """Show the updates, once in a story."""
        return "" if getattr(value, "is_repeated", False) else super().render(value, context)

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the updates, or what includes them."""
        context = super().get_context(value, parent_context)
        story, request = context.get("page"), context.get("request")
        coverage = Coverage(bool(value.get("is_over")))
        if request is None or not hasattr(story, "source_id"):
            return {**context, "coverage": coverage}
        number = story.source_id
        context["coverage"] = coverage
        context["refresh_seconds"] = setting("live_coverage", "refresh_seconds")
        context["story_id"] = number
        if is_shown_to_all(story, request):
            context["refresh_url"] = reverse("fragments:live_coverage:updates", args=[number])
        else:
            context |= updates_in_place(request, number)
        source = story.alias_of.specific if story.alias_of_id else story
        context["may_post"] = not coverage.is_over and is_editor(request, source)
        return context


def updates_in_place(request: Any, number: int) -> dict[str, Any]:
    """Return the updates within a preview or a restricted page, which have no pages of older ones.

    Where the story itself is asked for those before one, they are shown in the place of the newest.
    """
    before = request.GET.get("before", "")
    if NUMBER.fullmatch(before):
        found = updates_before(number, int(before))
        return {"page_of_updates": found, "is_in_place": True, "is_older": True}
    return {
        "page_of_updates": newest_updates(number),
        "key_moments": key_moments(number),
        "is_in_place": True,
    }


def is_shown_to_all(story: Any, request: Any) -> bool:
    """Return whether the updates of a story are for every reader."""
    return not getattr(request, "is_preview", False) and story.pk and story.is_published


def is_editor(request: Any, story: Any) -> bool:
    """Return whether the visitor posts updates; without a session, without asking for it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or getattr(request, "is_preview", False):
        return False
    return may_post(request.user, story)
