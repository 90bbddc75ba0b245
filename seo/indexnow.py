"""IndexNow: search engines are told which pages are new, changed or gone (indexnow.org).

What is to be told is stored in the transaction that changes the page. The worker sends what has
gathered, in one request a host.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from itertools import batched
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.tasks import task
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageQuerySet

from byline.worker.pings import PingError, ping
from byline.worker.retries import enqueue_at, retry_later
from news.models import ArticlePage
from news.querysets import is_visible, visible_pages
from seo.models import IndexNowSubmission

# The protocol allows 10,000; what is left goes in the next request.
BATCH_SIZE = 1000
# What a search engine says when it has understood.
ACCEPTED = {200, 202}

logger = logging.getLogger(__name__)


@require_safe
def key_file(_request: HttpRequest, key: str) -> HttpResponse:
    """Show that the key is the site's. Raises Http404 for another one."""
    if key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")


def submit(page: Page) -> None:
    """Have search engines told of a page that was published or has moved, once readers see it."""
    published_at = getattr(page, "published_at", None)
    due_at = max(filter(None, (timezone.now(), published_at)))
    store([IndexNowSubmission(page=page.pk, due_at=due_at)], due_at)


def submit_tree(page: Page) -> None:
    """Have search engines told of a page and all below it, whose addresses or readers changed."""
    now = timezone.now()
    ids = originals_in(page).filter(live=True).values_list("pk", flat=True)
    store((IndexNowSubmission(page=pk, due_at=now) for pk in ids.iterator()), now)


def submit_removed(address: str | None) -> None:
    """Have search engines told that nothing is at an address any more."""
    if address:
        now = timezone.now()
        store([IndexNowSubmission(address=address, due_at=now)], now)


def submit_removed_tree(page: Page) -> None:
    """Have search engines told of a page and all below it that readers see until now."""
    now = timezone.now()
    pages = originals_in(page).filter(is_visible()).iterator()
    store((IndexNowSubmission(address=one.full_url or "", due_at=now) for one in pages), now)


def originals_in(page: Page) -> PageQuerySet:
    """Return a page and all below it, without aliases: they name their sources as canonical."""
    return Page.objects.filter(path__startswith=page.path, alias_of=None).order_by("path")


def store(submissions: Iterable[IndexNowSubmission], due_at: datetime) -> None:
    """Store what is to be told, and queue sending it once that is committed."""
    if not settings.INDEXNOW_KEY:
        return
    for some in batched(submissions, BATCH_SIZE):
        IndexNowSubmission.objects.bulk_create(some)
    transaction.on_commit(partial(enqueue_at, due_at, send), robust=True)


def send_overdue() -> None:
    """Queue sending what was not sent when it was due, as where tasks cannot wait."""
    if IndexNowSubmission.objects.filter(due_at__lte=timezone.now()).exists():
        send.enqueue()


@task
def send(tries: int = 0) -> None:
    """Tell search engines what is due. What fails is tried again later."""
    if not settings.INDEXNOW_KEY:
        return
    due = IndexNowSubmission.objects.filter(due_at__lte=timezone.now()).order_by("pk")
    is_done = True
    while is_done and (some := list(due[:BATCH_SIZE])):
        is_done = all(post(host, found) for host, found in by_host(addresses(some)).items())
        if is_done:
            IndexNowSubmission.objects.filter(pk__in=[one.pk for one in some]).delete()
    if not is_done and not retry_later(send, tries=tries):
        due.delete()


def addresses(submissions: Iterable[IndexNowSubmission]) -> list[str]:
    """Return the addresses to send, each once; of pages only what readers may see."""
    submissions = list(submissions)
    pages = {one.page for one in submissions if one.page}
    visible = visible_pages(list(pages)) if pages else []
    found = {page.pk: page.full_url for page in visible}
    postpone(pages - found.keys())
    told = [found.get(one.page) if one.page else one.address for one in submissions]
    return list(dict.fromkeys(filter(None, told)))


def postpone(pages: Collection[int]) -> None:
    """Announce stories again at the end of their embargo, which was changed since."""
    waiting = ArticlePage.objects.filter(
        pk__in=pages, live=True, published_at__gt=timezone.now()
    ).only("pk", "published_at")
    for story in waiting:
        submit(story)


def by_host(found: Iterable[str]) -> dict[str, list[str]]:
    """Return addresses by their host."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in found:
        hosts[urlsplit(address).netloc].append(address)
    return hosts


def post(host: str, found: list[str]) -> bool:
    """Send addresses of a host; return False where it has to be tried again."""
    parts = urlsplit(found[0])
    key = settings.INDEXNOW_KEY
    location = f"{parts.scheme}://{host}/{key}.txt"
    data = {"host": host, "key": key, "keyLocation": location, "urlList": found}
    try:
        status = ping(settings.INDEXNOW_URL, json=data)
    except PingError as error:
        logger.warning("IndexNow is told later: %s", error)
        return False
    if status not in ACCEPTED:
        logger.error("IndexNow refuses %s addresses of %s: %s", len(found), host, status)
    return True
