"""What every page of the site has in common."""

from typing import Any, ClassVar, Self

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from byline.pagecache import depends_on, gone_at, keep
from byline.pagecache.models import Shown
from byline.text import FitText
from news.forms import ReaderPageCopyForm, ReaderPageForm
from news.querysets import ReaderManager


class BasePage(Shown, FitText, Page):
    """Any page that readers meet."""

    shown_as = "page"
    # What the page reads of the query string.
    parameters: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar = ReaderManager()
    # Wagtail's, but for "show in menus": the navigation comes from the sections.
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            "For search engines",
        )
    ]
    base_form_class = ReaderPageForm
    copy_form_class = ReaderPageCopyForm

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Note until when a page that shows this one may be shown."""
        page = super().from_db(*args, **kwargs)
        gone_at(page.__dict__.get("expire_at"))
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Let an alias of an alias repeat the source itself, whose restrictions count."""
        if self.alias_of_id and self.alias_of.alias_of_id:
            self.alias_of_id = self.alias_of.alias_of_id
        super().save(*args, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer as if there were no page before its time and after it.

        Restricted pages are routed: Wagtail's own gate stands behind.
        """
        result = super().route(request, path_components)
        if not path_components and not type(self).objects.filter(pk=self.pk).in_time().exists():
            raise Http404
        return result

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, which is the same for every reader."""
        keep(request, *self.parameters)
        depends_on(self.shown_tag)
        gone_at(self.expire_at)
        return super().serve(request, *args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the page's path on its site."""
        return self.get_url() or ""

    @property
    def canonical_url(self) -> str:
        """The one address of the page: an alias gives that of the page it repeats."""
        source = self.alias_of if self.alias_of_id else self
        return source.full_url or ""

    @property
    def seo_headline(self) -> str:
        """The title for search engines and social cards."""
        return self.seo_title or self.title

    @property
    def seo_description(self) -> str:
        """The description for search engines and social cards."""
        return self.search_description
