"""WebSub: the hub that feeds name is told when they change, so that it tells their readers.

See https://www.w3.org/TR/websub/; how publishers do it is what hubs have in common.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from byline.sites import absolute_url
from byline.worker.pings import PingError, ping
from byline.worker.retries import enqueue_at, retry_later
from news.feeds.formats import FEED_FORMATS
from news.models import ArticlePage, SectionPage

# The hub fetches the feeds at once: by then every process has read the change.
PING_DELAY_SECONDS = 2

logger = logging.getLogger(__name__)


def where_there_is_a_hub[**P](handler: Callable[P, None]) -> Callable[P, None]:
    """Call a signal handler only where there is a hub."""

    @wraps(handler)
    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        if settings.WEBSUB_HUB_URL:
            handler(*args, **kwargs)

    return called


@task
def ping_hub(addresses: list[str], tries: int = 0) -> None:
    """Tell the hub that feeds have changed, and try again later if it does not take it."""
    fields = {"hub.mode": "publish", "hub.url": addresses}
    try:
        status = ping(settings.WEBSUB_HUB_URL, data=fields)
    except PingError as error:
        logger.warning("The WebSub hub was not told of a change, and is told later: %s", error)
        retry_later(ping_hub, addresses, tries=tries)
        return
    if not 200 <= status < 300:
        logger.error("The WebSub hub refuses to be told of %s feeds: %s", len(addresses), status)


def ping_soon(page: Page, feeds: Iterable[tuple[str, list[int]]], *, at: Any = None) -> None:
    """Queue the ping for feeds on the site of a page, once the transaction is committed.

    Feeds are names of URLs with their ids; `at` is when they change, if that is later.
    """
    if (site := page.get_site()) is None:
        return
    addresses = [
        absolute_url(reverse(f"feeds:{name}", args=[*ids, file_format]), site.root_url)
        for name, ids in feeds
        for file_format in FEED_FORMATS
    ]
    transaction.on_commit(partial(enqueue_ping, addresses, at), robust=True)


def enqueue_ping(addresses: list[str], at: Any = None) -> None:
    """Queue the ping for a little later, where tasks can wait."""
    now = timezone.now()
    moment = max(at or now, now) + timedelta(seconds=PING_DELAY_SECONDS)
    if not enqueue_at(moment, ping_hub, addresses):
        ping_hub.enqueue(addresses)


@where_there_is_a_hub
def story_changed(instance: ArticlePage, **kwargs: Any) -> None:
    """Ping for the feeds of a story that was published or taken down; at its embargo's end."""
    ping_soon(instance, feeds_of(instance, [instance.section_id]), at=instance.published_at)


@where_there_is_a_hub
def story_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """Ping for the feeds of a story that is deleted, if it was in them."""
    if instance.live:
        story_changed(instance)


@where_there_is_a_hub
def page_moved(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Ping for the feeds of a moved story, those of both sections."""
    if instance.live and instance.specific_class is ArticlePage:
        sections = [parent_page_before.pk, parent_page_after.pk]
        ping_soon(instance, feeds_of(instance.specific, sections))


@where_there_is_a_hub
def section_changed(instance: SectionPage, **kwargs: Any) -> None:
    """Ping for the feeds of a section that was published or taken down."""
    ping_soon(instance, [("stories", []), ("section", [instance.pk])])


@where_there_is_a_hub
def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    """Ping for the feeds of a story or a section that is not public any more, or again."""
    match Page.objects.filter(pk=instance.page_id).specific().first():
        case ArticlePage() as story if story.live:
            story_changed(story)
        case SectionPage() as section:
            section_changed(section)


def feeds_of(story: ArticlePage, sections: Collection[int]) -> list[tuple[str, list[int]]]:
    """Return the feeds that have a story."""
    topics = [("topic", [topic.pk]) for topic in story.topics.all()]
    authors = {byline.author_id: ("author", [byline.author_id]) for byline in story.bylines.all()}
    in_sections = [("section", [pk]) for pk in dict.fromkeys(sections)]
    return [("stories", []), *in_sections, *topics, *authors.values()]
