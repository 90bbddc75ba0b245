"""What every page of the site has in common."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from byline.prepared import prepared
from byline.text import FitText
from news.forms import ReaderPageCopyForm, ReaderPageForm
from news.querysets import ReaderManager


@prepared
def any_restriction() -> QuerySet:
    """Find one page that is restricted."""
    return PageViewRestriction.objects.values_list("pk")[:1]


class BasePage(FitText, Page):
    """Any page that readers meet."""

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
        if not path_components and not self.is_in_time:
            raise Http404
        return result

    @property
    def is_in_time(self) -> bool:
        """Tell whether its time has come and is not over: `in_time()` asked of a page."""
        return self.expire_at is None or self.expire_at > timezone.now()

    def get_view_restrictions(self) -> QuerySet:
        """Spare Wagtail's gate the search where nothing at all is restricted, as on most sites."""
        # A story that was found with its visibility knows already whether everybody may read it.
        if not vars(self).get("is_published") and any_restriction():
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

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
