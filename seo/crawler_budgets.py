"""Budgets of crawlers: how many pages and searches a minute are rendered for each."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from byline.client_ip import client_network
from byline.limits import seconds_to_wait, too_many_requests
from readership.crawlers import Crawler, CrawlerKind, crawler_of
from seo.crawler_counts import counts

SEARCH_PATH = "/search/"
# By kind, the setting with the pages a minute.
BUDGET_SETTINGS = {kind: f"CRAWLER_PAGES_{kind.name}" for kind in CrawlerKind}
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
        return too_many_requests(wait) if wait else self.get_response(request)


def seconds_over_budget(crawler: Crawler, request: HttpRequest) -> int:
    """Count a request; return how long the crawler has to wait, 0 if it may go on."""
    # Who pretends to be another one uses up a budget of its own, and programs that many run, such
    # as readers of feeds, have one each. Those of AI companies have one together.
    is_shared = crawler.kind == CrawlerKind.AI
    client = crawler.name if is_shared else f"{crawler.name} {client_network(request)}"
    is_search = request.path.startswith(SEARCH_PATH)
    if is_search and (wait := seconds_to_wait(client, "crawl search", settings.CRAWLER_SEARCHES)):
        return wait
    return seconds_to_wait(client, "crawl", getattr(settings, BUDGET_SETTINGS[crawler.kind]))
