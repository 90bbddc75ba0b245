"""What readers see."""

from collections.abc import Iterable
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from byline.pagecache import fragment, mark_cacheable
from byline.plugins import Story, published_story
from byline_live_coverage.coverage import Coverage, coverage_of
from byline_live_coverage.models import LiveUpdate
from byline_live_coverage.updates import (
    NUMBER,
    UpdatesPage,
    border_at,
    key_moments,
    newest_updates,
    updates_before,
    updates_from,
)

# What a query string may ask for, and what finds it.
CURSORS = {"from": updates_from, "before": updates_before}


def published_coverage(number: int) -> tuple[Story, Coverage] | None:
    """Return a story that readers may see, and its live coverage."""
    story = published_story(number)
    coverage = coverage_of(story) if story else None
    return (story, coverage) if story and coverage else None


@fragment()
def newest(request: HttpRequest, number: str) -> HttpResponse | None:
    """Show the newest updates of a story, the same in its page and where that refreshes itself.

    The page knows the ETag, too, by which it asks for what is newer.
    """
    if (found := published_coverage(int(number))) is None:
        return None
    story, coverage = found
    page, moments = newest_updates(story.pk), key_moments(story.pk)
    etag = etag_of(coverage, page, moments)
    context = {
        "story_id": story.pk,
        "coverage": coverage,
        "page_of_updates": page,
        "key_moments": moments,
        "etag": etag,
    }
    html = render_to_string("byline_live_coverage/newest.html", context)
    return HttpResponse(html, headers={"ETag": etag})


def etag_of(coverage: Coverage, page: UpdatesPage, moments: Iterable[LiveUpdate]) -> str:
    """Return the validator of the newest updates: what a page that shows them brings up to date."""
    updates = [(update.pk, update.version) for update in [*page.updates, *moments]]
    state = repr((coverage.is_over, page.before, len(page.updates), updates))
    return f'W/"{sha256(state.encode()).hexdigest()[:24]}"'


@require_safe
def updates(request: HttpRequest, number: str) -> HttpResponse:
    """Show older updates: those before one, or from one. Their addresses are permanent.

    Any other number leads to the address of the same updates, so that no more pages are cached
    than there are updates.
    """
    mark_cacheable(request, *CURSORS)
    if (found := published_coverage(int(number))) is None:
        raise Http404
    story, coverage = found
    if (cursor := cursor_in(request.GET, story.pk)) is None:
        return redirect(story.url or "/")
    name, update = cursor
    page = CURSORS[name](story.pk, update)
    if not page.updates:
        raise Http404
    if request.GET.dict() != {name: str(update)}:
        return redirect(f"{request.path}?{name}={update}")
    context = {"story": story, "coverage": coverage, "page_of_updates": page}
    return render(request, "byline_live_coverage/updates_page.html", context)


def cursor_in(query: QueryDict, story: int) -> tuple[str, int] | None:
    """Return what a query string asks for, by an update that there is; None for the newest."""
    for name in CURSORS:
        if NUMBER.fullmatch(value := query.get(name, "")):
            border = int(value) if name == "from" else border_at(story, int(value))
            return (name, border) if border else None
    return None
