"""Stories offered while an editor types: for related coverage and for links."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.auth import require_admin_access

from news.models import ArticlePage
from search.newsroom.found_pages import fetch_in_order
from search.newsroom.matching import found_ids
from search.newsroom.searching import SearchingMixin

OFFERED_STORIES_LIMIT = 8


class StoryPickerView(SearchingMixin, View):
    """Finds stories that readers may see, by the words typed so far; without any the newest."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Return `options`, each with what Wagtail's script keeps of a chosen page."""
        stories = ArticlePage.objects.visible()
        if self.search_query:
            pages = stories.filter(self.reach.matching(self.words))
            ids = found_ids(pages, self.words)[:OFFERED_STORIES_LIMIT]
            found: Any = fetch_in_order(ArticlePage.objects.for_cards(bylines=False), ids)
        else:
            found = stories.newest(OFFERED_STORIES_LIMIT).for_cards(bylines=False)
        return JsonResponse({"options": [as_chosen(story) for story in found]})


def as_chosen(story: ArticlePage) -> dict[str, Any]:
    """Return a story as the script offers it, with what Wagtail's keeps of a chosen page."""
    published = date_format(localtime(story.published_at)) if story.published_at else ""
    return {
        "id": story.pk,
        "parentId": story.section_id,
        "label": story.title,
        "editUrl": reverse("wagtailadmin_pages:edit", args=[story.pk]),
        "url": story.url,
        "details": " · ".join(filter(None, [str(story.section or ""), published])),
    }


pick_story = never_cache(require_admin_access(StoryPickerView.as_view()))
