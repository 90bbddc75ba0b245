"""Work in the background, where a task worker is set up; at once where none is."""

from django.tasks import task

from news.models import ArticlePage
from photos.pictures import make_renditions

# The shapes in which lists show a story's lead photo.
LISTED = ("splash", "card", "thumbnail")


@task
def make_pictures(article_id: int) -> None:
    """Make every file in which readers meet a story's photos."""
    story = ArticlePage.objects.filter(pk=article_id).first()
    if story is None:  # deleted since
        return
    shown = story.shown_photos()
    if story.lead_photo:
        shown += [(story.lead_photo, shape) for shape in LISTED]
    for photo, shape in shown:
        make_renditions(photo, shape)
