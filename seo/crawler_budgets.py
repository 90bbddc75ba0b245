"""Budgets of crawlers: how many pages and searches a minute are rendered for each."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from byline.client_ip import client_network
from byline.limits import seconds_to_wait
from readership.crawlers import AI, Crawler, crawler_of
from seo.crawler_counts import counts

SEARCH_PATH = "/search/"
# The admin has its own gate; the rest tells crawlers what they may do, and is cached.
FREE_PATHS = ("/admin/", "/robots.txt", "/sitemap", "/news-sitemap.xml", "/.well-known/")


class CrawlerBudgetMiddleware:
    """Answers 429 to known crawlers above their budget.

    It sees what reaches Django: the page cache has answered the rest before, which costs nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, or when to come again."""
        crawler = None if request.path.startswith(FREE_PATHS) else crawler_of(request)
        if crawler is None:
            return self.get_response(request)
        wait = seconds_over_budget(crawler, request)
        counts.add(crawler, is_refused=bool(wait))
        return refusal(wait) if wait else self.get_response(request)


def seconds_over_budget(crawler: Crawler, request: HttpRequest) -> int:
    """Count a request; return how long the crawler has to wait, 0 if it may go on."""
    # Who pretends to be another one uses up a budget of its own, and programs that many run, such
    # as readers of feeds, have one each. Those of AI companies have one together.
    is_shared = crawler.kind == AI
    client = crawler.name if is_shared else f"{crawler.name} {client_network(request)}"
    is_search = request.path.startswith(SEARCH_PATH)
    if is_search and (wait := seconds_to_wait(client, "crawl search", settings.CRAWLER_SEARCHES)):
        return wait
    return seconds_to_wait(client, "crawl", settings.CRAWLER_BUDGETS[crawler.kind])


def refusal(wait: int) -> HttpResponse:
    """Return 429 with the seconds to wait."""
    return HttpResponse(
        "Too many requests.\n",
        status=429,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(wait), "Cache-Control": "no-store"},
    )
