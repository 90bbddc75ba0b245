"""The base class of all pages."""

from typing import Any, ClassVar, Self

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.locks import BaseLock
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Revision
from wagtail.url_routing import RouteResult

from byline.pagecache import depends_on, expires_at, mark_cacheable
from byline.pagecache.models import CacheTagged
from byline.prepared import prepared
from byline.text import CleanTextModel
from byline.wagtail_times import zoned_lock
from news.autosave import is_overwritten
from news.forms import ReaderPageCopyForm, ReaderPageForm
from news.models.restricted import RestrictedPage
from news.panels import SchedulePanel
from news.querysets import ReaderManager, pages_tags
from recyclebin.models import DeletedPagePermissionTester, is_deleted, is_deleted_itself


@prepared
def row_of(page: int) -> QuerySet:
    """Find the row of a page that is restricted."""
    return RestrictedPage.objects.filter(pk=page)


def ancestor_and_source_ids(page: Page) -> set[int]:
    """Return the ids of a page, its ancestors, the sources of aliases among them, and theirs."""
    ids: set[int] = set()
    waiting = [page]
    while waiting:
        for each in waiting.pop().get_ancestors(inclusive=True).select_related("alias_of"):
            if each.pk not in ids and each.alias_of_id:
                waiting.append(each.alias_of)
            ids.add(each.pk)
    return ids


class BasePage(CacheTagged, CleanTextModel, Page):
    """A page for readers."""

    # Other pages show its name and address.
    cache_tag_prefix = "named"
    # The parameters of the query string that the page reads.
    parameters: ClassVar[tuple[str, ...]] = ()
    # Whether readers may see the page, where the query that found it says so.
    is_visible: bool | None = None

    objects: ClassVar = ReaderManager()
    content_panels = [TitleFieldPanel("title", required_on_save=False)]
    # Wagtail's, but for "show in menus": the navigation comes from the sections.
    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug", required_on_save=False),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
            ],
            "For search engines",
        )
    ]
    settings_panels = [SchedulePanel(), *Page.settings_panels[1:]]
    # A copy is a new page; the last three are fields of stories.
    exclude_fields_in_copy: ClassVar[list[str]] = [
        *("go_live_at", "expire_at", "first_published_at", "last_published_at"),
        *("published_at", "updated_at", "corrections"),
    ]
    base_form_class = ReaderPageForm
    copy_form_class = ReaderPageCopyForm

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Record that a page that shows this one expires with it."""
        page = super().from_db(*args, **kwargs)
        expires_at(page.__dict__.get("expire_at"))
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Point an alias of an alias to the source; keep a page in the bin unpublished."""
        if self.alias_of_id and self.alias_of.alias_of_id:
            self.alias_of_id = self.alias_of.alias_of_id
        if is_deleted_itself(self):
            self.live = False  # Wagtail publishes each alias of a page with the page
        super().save(*args, **kwargs)

    def save_revision(self, user: Any = None, **kwargs: Any) -> Revision:
        """Add a revision where autosave would overwrite work: see `news.autosave`."""
        overwritten = kwargs.get("overwrite_revision")
        if overwritten and not is_overwritten(overwritten, self, user):
            kwargs["overwrite_revision"] = None
        return super().save_revision(user=user, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Raise Http404 for a page before its time and after it, however it was found.

        Restricted pages are routed: Wagtail's own gate stands behind.
        """
        result = super().route(request, path_components)
        if not path_components and not self.is_in_time:
            raise Http404
        return result

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page as cacheable: it is the same for every reader."""
        mark_cacheable(request, *self.parameters)
        depends_on(*pages_tags([self.pk]))
        expires_at(self.expire_at)
        return super().serve(request, *args, **kwargs)

    def get_admin_display_title(self) -> str:
        """Return the draft's title, or the public one to users whose lists do not show the page."""
        if vars(self).get("hides_draft"):
            return self.title
        title: str = super().get_admin_display_title()
        return title

    @property
    def is_in_time(self) -> bool:
        """Whether the page has not expired: as the queryset's `in_time()`."""
        return self.expire_at is None or self.expire_at > timezone.now()

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Allow nothing with a page in the bin, which is restored from there."""
        if is_deleted(self):
            return DeletedPagePermissionTester(self)
        return super().permissions_for_user(user)

    def get_lock(self) -> BaseLock | None:
        """Return Wagtail's lock, which names the zone of its times."""
        return zoned_lock(super().get_lock())

    def get_view_restrictions(self) -> QuerySet:
        """Return the restrictions of the page, its ancestors and the sources of aliases.

        Wagtail checks the source of an alias, but not that source's ancestors. Of a page that is
        not restricted no ancestors are fetched.
        """
        if self.is_visible or not row_of(self.pk):
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(page__in=ancestor_and_source_ids(self))

    def get_absolute_url(self) -> str:
        """Return the page's path on its site."""
        return self.get_url() or ""

    @property
    def canonical_url(self) -> str:
        """The one address of the page: of an alias, that of its source."""
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
