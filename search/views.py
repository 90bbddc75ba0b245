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
from search.searches import RESULTS_LIMIT, Search, page_of_stories
from search.spelling import corrected_search, replaces_name
from search.suggestions import suggest

POPULAR_STORIES_LIMIT = 5  # where nothing is found


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
    if better and not offered:
        read, counts = better, count_stories(better, RESULTS_LIMIT)
    context = {
        "shown": read,
        "any": counts.any,
        "is_corrected": bool(better and not offered),
        "dates_are_words": not better and read.reads_dates != search.reads_dates,
        "promoted": promoted_for(search.query.text),
    }
    if not counts.any:
        return {**context, "offered": offered, **no_results_context(request, search)}
    page = read.page(request, counts.first)
    return {
        **context,
        "page_of_results": page,
        "results": read.results(list(page)),
        # Filters may leave stories that were not counted.
        "total": max(counts.all, page.paginator.count),
        "is_partial": counts.is_partial,
        "facets": [] if crawler_of(request) else facets(counts, read),
    }


def count_readings(search: Search) -> tuple[Search, Counts]:
    """Return the first reading of a search that finds stories, and its counts; else the search."""
    for reading in search.readings:
        if (counts := count_stories(reading, RESULTS_LIMIT)).any:
            return reading, counts
    return search, counts


def no_results_context(request: HttpRequest, search: Search) -> dict[str, Any]:
    """Return similar and popular stories, where nothing was found."""
    page = page_of_stories(request, search.partial_matches(RESULTS_LIMIT))
    return {
        "page_of_results": page,
        "results": [],
        "partial_matches": search.results(list(page)),
        "popular": popular(),
    }


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
