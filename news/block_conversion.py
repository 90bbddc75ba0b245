"""Blocks for what an editor pastes into a body."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.blocks import ArticleBodyBlock
from news.html_converter import Block
from news.html_to_blocks import TangledHtmlError, html_to_blocks

PASTED_MAX_CHARACTERS = 1_500_000


@require_POST
def convert_html(request: HttpRequest) -> JsonResponse:
    """Return `blocks`, as Wagtail's script inserts them, and `notes` for HTML that was pasted.

    Status 413 where there is too much of it.
    """
    html = request.POST.get("html", "")
    if len(html) > PASTED_MAX_CHARACTERS:
        return JsonResponse({"notes": [_("This is too long: paste it in parts.")]}, status=413)
    try:
        converted = html_to_blocks(html)
    except TangledHtmlError:
        notes = [_("The formatting of what was pasted could not be read.")]
        return JsonResponse({"notes": notes}, status=413)
    return JsonResponse({"blocks": form_states(converted.blocks), "notes": converted.notes})


def form_states(blocks: list[Block]) -> list[dict[str, Any]]:
    """Return blocks as Wagtail's script inserts them into a form."""
    body = ArticleBodyBlock()
    states = body.get_form_state(body.to_python(blocks))
    return [{"type": state["type"], "value": state["value"]} for state in states]
