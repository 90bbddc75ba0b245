"""What readers will see of an address, told to the editor before anything is saved."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from byline.limits import seconds_to_wait
from news.blocks.embed import find_address
from news.embed_providers import find_playable
from news.fetch_deadlines import fetching_within
from news.link_cards import fetch_texts, shown_host
from news.tweets import canonical_address

SOURCE_MAX_LENGTH = 5000
# Of one editor: each may fetch a page.
VERDICT_LIMIT_PER_MINUTE = 30


@require_POST
def tell_verdict(request: HttpRequest) -> JsonResponse:
    """Return `kind` (player, card, link or none) and `text` for an address or embed code.

    With a `title` of the editor's own nothing is fetched.
    """
    source = request.POST.get("source", "").strip()[:SOURCE_MAX_LENGTH]
    has_title = bool(request.POST.get("title", "").strip())
    kind, text = verdict(source, str(request.user.pk), has_title=has_title)
    return JsonResponse({"kind": kind, "text": text})


def verdict(source: str, editor: str, *, has_title: bool) -> tuple[str, str]:
    """Return the kind and the sentence. Without a player or a title the page is fetched."""
    try:
        address = find_address(source)
    except ValidationError as error:
        return "none", " ".join(error.messages)
    if playable := find_playable(address):
        text = _("A player: readers can start it here. It comes from %(provider)s.")
        return "player", text % {"provider": playable.provider}
    if canonical_address(address):
        return "link", _("A link. The block “Tweet” shows the words of a post instead.")
    host = shown_host(address)
    if has_title:
        text = _("A card with the title and picture below, which leads to %(host)s.")
        return "card", text % {"host": host}
    if seconds_to_wait(editor, "embed verdicts", VERDICT_LIMIT_PER_MINUTE):
        return "link", _("At least a link. Save the story to see whether it becomes a card.")
    with fetching_within():
        texts = fetch_texts(address)
    title = texts["title"] if texts else ""
    if not title:
        text = _(
            "A link: there is no player for %(host)s, and its page could not be read. With a title "
            "and a picture of your own it becomes a card."
        )
    elif texts and texts["thumbnail_url"]:
        text = _("A card with title and picture, which leads to %(host)s: “%(title)s”.")
    else:
        text = _("A card with a title, which leads to %(host)s: “%(title)s”. It names no picture.")
    return ("card" if title else "link"), text % {"host": host, "title": title}
