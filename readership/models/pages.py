"""The index of popular stories."""

from typing import ClassVar

from news.models import BasePage


class PopularStoriesPage(BasePage):
    """What readers read most: in a day, a week, a month and in all, of the paper or a section."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "popular stories page"
