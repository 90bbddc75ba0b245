"""Work for the task worker."""

from django.tasks import task
from wagtail.models import Page

from byline.plugins import switches
from byline.plugins.guard import collect_missing
from byline.worker.retries import retry_later
from search.index import index_stories, live_stories, next_ids
from search.newsroom.index import index_pages

# Before the files of pictures, which take a while.
INDEX_PRIORITY = 10
# How many of all stories or pages are indexed before other tasks have their turn.
INDEX_SHARE = 500


@task(priority=INDEX_PRIORITY)
def index_some(ids: list[int], tries: int = 0) -> None:
    """Index some stories; again later, where texts of a plugin are missing."""
    with collect_missing() as missing:
        index_stories(ids)
    if missing:
        retry_later(index_some, ids, tries=tries)


@task(priority=INDEX_PRIORITY)
def index_for_newsroom(ids: list[int], tries: int = 0) -> None:
    """Index some pages for the newsroom; again later, as above."""
    with collect_missing() as missing:
        index_pages(ids)
    if missing:
        retry_later(index_for_newsroom, ids, tries=tries)


@task
def index_all_stories(last: int = 0) -> None:
    """Index all stories again, those after one."""
    switches.load()  # this process may not have heard of it yet
    if ids := next_ids(live_stories(), last, INDEX_SHARE):
        index_some.call(ids)
        index_all_stories.enqueue(ids[-1])


@task
def index_all_pages(last: int = 0) -> None:
    """Index all pages for the newsroom again, those after one."""
    switches.load()  # as above
    if ids := next_ids(Page.objects.filter(depth__gt=1), last, INDEX_SHARE):
        index_for_newsroom.call(ids)
        index_all_pages.enqueue(ids[-1])
