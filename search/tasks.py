"""Work for the task worker."""

from django.tasks import task

from search.index import index_stories

# Before the pictures, which take a while: what is published is found at once.
INDEX_PRIORITY = 10


@task(priority=INDEX_PRIORITY)
def index_some(ids: list[int]) -> None:
    """Make the index say what some stories say now."""
    index_stories(ids)
