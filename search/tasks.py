"""Work for the task worker."""

from django.tasks import task

from news.models import ArticlePage
from search.index import index_stories

# Before the pictures, which take a while: what is published is found at once.
PRIORITY = 10


@task(priority=PRIORITY)
def index_story(story_id: int) -> None:
    """Make the index say what a story says now."""
    index_stories([story_id])


@task(priority=PRIORITY)
def index_stories_of(lookup: str, number: int) -> None:
    """Index the stories of an author or on a topic, whose name may have changed."""
    stories = ArticlePage.objects.live().filter(**{lookup: number})
    index_stories(stories.order_by("pk").values_list("pk", flat=True).distinct())
