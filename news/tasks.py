"""Work in the background, where a task worker is set up; at once where none is."""

from django.tasks import task

from news.models import ArticlePage
from photos.pictures import make_renditions


@task
def make_pictures(article_id: int) -> None:
    """Make every file in which readers meet a story's photos."""
    story = ArticlePage.objects.filter(pk=article_id).first()
    if story is None:  # deleted since
        return
    if story.lead_photo:
        make_renditions(story.lead_photo, "lead", "splash", "card", "thumbnail")
    for block in story.body.blocks_by_name("photo"):
        if block.value["photo"]:
            make_renditions(block.value["photo"], "body")
