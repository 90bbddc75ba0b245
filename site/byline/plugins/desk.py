"""The pages of the admin about plugins, for administrators."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.paginator import Paginator
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from byline.plugins.call_counts import RETENTION_DAYS
from byline.plugins.hookspecs import label_of
from byline.plugins.overview import PluginOverview, Status, all_plugins
from byline.plugins.stories_with_blocks import stories_with_blocks_of, story_counts
from byline.plugins.switches import switch

STORIES_ON_A_PAGE = 50
STYLES = Media(css={"all": ["css/admin/plugins.css"]})


def is_administrator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Return whether somebody may see plugins and switch them off."""
    return user.is_active and bool(getattr(user, "is_superuser", False))


class CellColumn(BaseColumn):
    """A column whose cells have a template of ours."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, **options)
        self.cell_template_name = f"plugins/admin/{name}_cell.html"


class PluginsView(WagtailAdminTemplateMixin, TemplateView):
    """Lists the plugins."""

    template_name = "plugins/admin/index.html"
    page_title = gettext_lazy("Plugins")
    header_icon = "cogs"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Add this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the table of plugins."""
        found = all_plugins()
        columns = [
            CellColumn("plugin", label=_("Plugin"), classname="title"),
            CellColumn("status", label=_("Status")),
            CellColumn("contributions", label=_("Adds"), classname="plugins__detail"),
            CellColumn(
                "failures",
                label=_("Failures in %(days)d days") % {"days": RETENTION_DAYS},
                classname="plugins__detail",
            ),
        ]
        return {
            **super().get_context_data(**kwargs),
            "table": Table(columns, found, caption=self.page_title) if found else None,
            "media": STYLES,
        }


class PluginMixin(WagtailAdminTemplateMixin):
    """What the pages about one plugin have in common."""

    kwargs: dict[str, Any]
    header_icon = "cogs"

    @cached_property
    def plugins(self) -> dict[str, PluginOverview]:
        """All plugins by name."""
        return {plugin.name: plugin for plugin in all_plugins()}

    @cached_property
    def plugin(self) -> PluginOverview:
        """The plugin. Raises Http404 where there is none."""
        try:
            return self.plugins[self.kwargs["plugin"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def url(self) -> str:
        """The address of the plugin's page."""
        return reverse("byline_plugins:plugin", args=[self.plugin.name])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to the plugin."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("byline_plugins:index"), "label": PluginsView.page_title},
            {"url": self.url, "label": self.plugin.title},
        ]


class PluginView(PluginMixin, TemplateView):
    """Shows a plugin; switches it off or on."""

    template_name = "plugins/admin/plugin.html"

    def get_page_title(self) -> str:
        """Return its title."""
        return self.plugin.title

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Switch it: `switch` is `off` or `on`."""
        wanted = request.POST.get("switch")
        if wanted in {"off", "on"} and self.plugin.plugin:
            switch(self.plugin.name, request.user, is_off=wanted == "off")
            text = _("%(plugin)s is switched off.") if wanted == "off" else _("%(plugin)s is on.")
            messages.success(request, text % {"plugin": self.plugin.title})
        return redirect(self.url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is known of it."""
        counts = story_counts([self.plugin.name], self.plugins)
        return {
            **super().get_context_data(**kwargs),
            "plugin": self.plugin,
            "is_left_out": self.plugin.status is Status.LEFT_OUT,
            "contributions": [
                (label_of(hook), hook, parts) for hook, parts in self.plugin.contributions.items()
            ],
            "calls": [(label_of(one.hook), one) for one in self.plugin.calls],
            "days": RETENTION_DAYS,
            "stories": counts[self.plugin.name],
            "media": STYLES,
        }


class PluginStoriesView(PluginMixin, TemplateView):
    """Lists the stories that hold blocks of a plugin."""

    template_name = "plugins/admin/stories.html"
    page_title = gettext_lazy("Stories")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Add this page."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the stories."""
        stories = stories_with_blocks_of(self.plugin.name, self.plugins)
        paginator = Paginator(
            stories.defer_streamfields().select_related("section"), STORIES_ON_A_PAGE
        )
        page = paginator.get_page(self.request.GET.get("p"))
        columns = [
            TitleColumn("draft_title", label=_("Headline"), url_name="wagtailadmin_pages:edit"),
            Column("section", label=_("Section"), accessor="section.title"),
            StatusTagColumn(
                "status",
                label=_("Status"),
                accessor=lambda story: _("Live") if story.live else _("Draft"),
                primary=lambda story: story.live,
            ),
        ]
        return {
            **super().get_context_data(**kwargs),
            "plugin": self.plugin,
            "page_obj": page,
            "table": Table(columns, page.object_list, caption=self.page_title),
            "media": STYLES,
        }


def admin_urls() -> list[URLPattern]:
    """Return the addresses, for administrators only."""
    allowed = user_passes_test(is_administrator)
    one = "<str:plugin>/"
    return [
        path("", allowed(PluginsView.as_view()), name="index"),
        path(one, allowed(PluginView.as_view()), name="plugin"),
        path(f"{one}stories/", allowed(PluginStoriesView.as_view()), name="stories"),
    ]
