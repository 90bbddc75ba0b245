"""What readers see."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from byline.pagecache import fragment, mark_cacheable
from byline.plugins import Story, published_story
from byline_live_coverage.coverage import Coverage, coverage_of
from byline_live_coverage.updates import (
    UpdatesPage,
    key_moments,
    newest_updates,
    updates_before,
    updates_from,
)

NUMBER = re.compile("[1-9][0-9]{0,14}", re.ASCII)


def published_coverage(number: int) -> tuple[Story, Coverage] | None:
    """Return a story that readers may see, and its live coverage."""
    story = published_story(number)
    coverage = coverage_of(story) if story else None
    return (story, coverage) if story and coverage else None


@fragment()
def newest(request: HttpRequest, number: str) -> SafeString | None:
    """Show the newest updates of a story, the same in its page and where that refreshes itself."""
    if (found := published_coverage(int(number))) is None:
        return None
    story, coverage = found
    context = {
        "story_id": story.pk,
        "coverage": coverage,
        "page_of_updates": newest_updates(story.pk),
        "key_moments": key_moments(story.pk),
    }
    return render_to_string("live_coverage/newest.html", context)


@require_safe
def updates(request: HttpRequest, number: str) -> HttpResponse:
    """Show older updates: those before one, or from one. Their addresses are permanent."""
    mark_cacheable(request, "before", "from")
    if (found := published_coverage(int(number))) is None:
        raise Http404
    story, coverage = found
    page = page_asked_for(request, story.pk)
    if page is None:
        return redirect(story.url or "/")
    if not page.updates:
        raise Http404
    context = {"story": story, "coverage": coverage, "page_of_updates": page}
    return render(request, "live_coverage/updates_page.html", context)


def page_asked_for(request: HttpRequest, story: int) -> UpdatesPage | None:
    """Return the updates that the query string names, or None where it names none."""
    for name, find in (("from", updates_from), ("before", updates_before)):
        if NUMBER.fullmatch(value := request.GET.get(name, "")):
            return find(story, int(value))
    return None
