"""Work for the task worker."""

from django.tasks import task

from search.index import index_stories
from search.newsroom.index import index_pages

# Before the files of pictures, which take a while.
INDEX_PRIORITY = 10


@task(priority=INDEX_PRIORITY)
def index_some(ids: list[int]) -> None:
    """Index some stories."""
    index_stories(ids)


@task(priority=INDEX_PRIORITY)
def index_for_newsroom(ids: list[int]) -> None:
    """Index some pages for the newsroom."""
    index_pages(ids)
