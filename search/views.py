"""The search page, and its suggestions."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from byline.client_ip import client_network
from byline.limits import seconds_to_wait, too_many_requests
from readership.crawlers import crawler_of
from readership.popular import popular_stories
from readership.reader_detection import is_reader
from search import query_log
from search.facets import Counts, count_stories, facets
from search.promoted import promoted_for
from search.searches import RESULTS_LIMIT, Search
from search.spelling import corrected_search, replaces_name
from search.suggestions import suggest

SIMILAR_STORIES_LIMIT, POPULAR_STORIES_LIMIT = 5, 5  # stories, where nothing is found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the results page."""
    parsed = Search.read(request.GET)
    if parsed.query and (
        wait := seconds_to_wait(client_network(request), "search", settings.SEARCHES_PER_MINUTE)
    ):
        context = {"search": parsed, "wait": wait}
        return too_many_requests(wait, render(request, "search/too_many.html", context))
    context = results_context(request, parsed) if parsed.query else {"popular": popular()}
    response = render(request, "search/search.html", {"search": parsed, **context})
    # Narrowed searches have no end: crawlers follow no links from one to the next.
    response["X-Robots-Tag"] = "noindex" if set(request.GET) <= {"q"} else "noindex, nofollow"
    return response


def results_context(request: HttpRequest, search: Search) -> dict[str, Any]:
    """Return the results, or else suggestions what to read; log the query."""
    read, counts = count_readings(search)
    log_query(request, search, counts.any)
    better = None if counts.any else corrected_search(search)
    offered = better if better and replaces_name(search, better) else None
    if offered:
        better = None
    if better:
        counts = count_stories(better, RESULTS_LIMIT)
    shown = better or read
    page = shown.page(request, counts.first)
    context = {
        "shown": shown,
        "is_corrected": bool(better),
        "dates_are_words": read is not search,
        "page_of_results": page,
        "results": shown.results(list(page)),
        # Filters may leave stories that were not counted.
        "total": max(counts.all, page.paginator.count),
        "any": counts.any,
        "is_partial": counts.is_partial,
        "facets": facets(counts, shown) if counts.any and not crawler_of(request) else [],
        "promoted": promoted_for(search.query.text),
    }
    return context if counts.any else {**context, **no_results_context(search), "offered": offered}


def count_readings(search: Search) -> tuple[Search, Counts]:
    """Return the search and its counts; with its dates as words, where only these find stories."""
    counts = count_stories(search, RESULTS_LIMIT)
    if not counts.any and (words := search.as_words):
        found = count_stories(words, RESULTS_LIMIT)
        if found.any:
            return words, found
    return search, counts


def no_results_context(search: Search) -> dict[str, Any]:
    """Return similar and popular stories, where nothing was found."""
    stories = search.partial_matches(SIMILAR_STORIES_LIMIT)
    return {"partial_matches": search.results(stories), "popular": popular()}


def popular() -> list[Any]:
    """Return popular stories."""
    return popular_stories(POPULAR_STORIES_LIMIT)


def log_query(request: HttpRequest, search: Search, number: int) -> None:
    """Log the query of a reader's first request: neither further pages nor filters."""
    is_first = set(request.GET) <= {"q"}
    if is_first and is_reader(request):
        query_log.log_query(search.query.text, number)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return suggestions as JSON."""
    client = client_network(request)
    if wait := seconds_to_wait(client, "suggest", settings.SUGGESTIONS_PER_MINUTE):
        return too_many_requests(wait, JsonResponse({"suggestions": []}))
    offered = suggest(request.GET.get("q", ""))
    response = JsonResponse({"suggestions": [suggestion._asdict() for suggestion in offered]})
    response["X-Robots-Tag"] = "noindex"
    return response
