"""The popular stories page, and the other models of this app."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest

from news.list_links import ChoiceLink, address
from news.models import BasePage
from news.models.sections import chosen_section
from photos.renditions import fetch_renditions
from readership.popular import popular_or_newest
from readership.records import (
    DailyReaders,
    DayKey,
    HourlyReaders,
    PopularChoice,
    TotalReaders,
    Visit,
)
from readership.windows import WINDOWS, Window

__all__ = [
    "DailyReaders",
    "DayKey",
    "HourlyReaders",
    "PopularChoice",
    "PopularStoriesPage",
    "TotalReaders",
    "Visit",
]

DEFAULT_WINDOW = "week"


class PopularStoriesPage(BasePage):
    """Lists the most read stories of a window, of the newspaper or of a section."""

    max_count = 1
    parameters = ("window", "section")
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "popular stories page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories of the window and the section in the query string."""
        context = super().get_context(request, *args, **kwargs)
        window = chosen_window(request)
        section = chosen_section(request)
        slug = section.slug if section else None
        stories, newest = popular_or_newest(window, section)
        fetch_renditions((story.lead_photo for story in stories or newest), "thumbnail")
        return {
            **context,
            "window": window,
            "section": section,
            "stories": stories,
            "newest": newest,
            "heading": f"{section.title}: {self.title}" if section else self.title,
            "canonical_url": address(self.canonical_url, window=query_value(window), section=slug),
            "window_choices": [
                ChoiceLink(
                    w.label, address(self.url, window=query_value(w), section=slug), w == window
                )
                for w in WINDOWS.values()
            ],
            "kept": address("", window=query_value(window)),
        }


def chosen_window(request: HttpRequest) -> Window:
    """Return the window that `?window=` names. Raises Http404."""
    name = request.GET.get("window", DEFAULT_WINDOW)
    if name not in WINDOWS:
        raise Http404("There is no such window.")
    return WINDOWS[name]


def query_value(window: Window) -> str | None:
    """Return the `?window=` of URLs; None for the default window."""
    return None if window.name == DEFAULT_WINDOW else window.name
