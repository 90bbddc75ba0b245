"""Stories, for plugins."""

from typing import Any

from django.apps import apps

from byline.pagecache import depends_on, expires_at
from byline.plugins.protocols import Story


def published_story(number: int) -> Story | None:
    """Return the story with this `pk` if readers may see it; for an alias, its source.

    The page or fragment that is being rendered depends on it.
    """
    depends_on(f"page:{number}")
    model: Any = apps.get_model("news", "ArticlePage")
    story = model.objects.visible().filter(pk=number).select_related("section").first()
    if story is None:
        return None
    expires_at(story.expire_at)
    return published_story(story.alias_of_id) if story.alias_of_id else story
