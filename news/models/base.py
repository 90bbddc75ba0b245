"""What every page of the site has in common."""

from typing import ClassVar

from wagtail.models import Page

from news.querysets import ReaderManager


class BasePage(Page):
    """Any page that readers meet."""

    objects: ClassVar = ReaderManager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Return the page's path on its site."""
        return self.get_url() or ""

    @property
    def seo_headline(self) -> str:
        """The title for search engines and social cards."""
        return self.seo_title or self.title

    @property
    def seo_description(self) -> str:
        """The description for search engines and social cards."""
        return self.search_description
