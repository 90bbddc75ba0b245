"""Search in the Wagtail admin: the newsroom's own, panel, report, promoted results."""

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.contrib.search_promotions.views import chooser, chooserresults

from search.desk.panels import add_not_found_panel
from search.desk.permissions import sees_searches
from search.desk.promoting import EditPromotedView, PromoteView
from search.desk.searches_report import remove_search_terms_report, report_menu_item
from search.newsroom.bulk_actions import BULK_ACTIONS
from search.newsroom.listing_view import NewsroomPageViewSet
from search.newsroom.story_picker import pick_story

hooks.register("construct_homepage_panels", add_not_found_panel)
hooks.register("register_reports_menu_item", report_menu_item)
hooks.register("construct_reports_menu", remove_search_terms_report)

# After Wagtail's own, which they replace.
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=10)


@hooks.register("register_admin_viewset", order=10)
def register_page_viewset() -> NewsroomPageViewSet:
    """Replace Wagtail's search of pages, that of their lists, and their forms."""
    return NewsroomPageViewSet()


@hooks.register("insert_global_admin_css")
def add_styles() -> SafeString:
    """Add the styles of what was found: choosers open on any page."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/search.css"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Add the report, and our forms at the addresses of Wagtail's, which come after them."""
    # Wagtail's choosers list queries without a check of permissions.
    allowed = user_passes_test(sees_searches)
    return [
        path("searchpicks/queries/chooser/", allowed(chooser)),
        path("searchpicks/queries/chooser/results/", allowed(chooserresults)),
        path("reports/searches/", include("search.desk.urls")),
        path("searchpicks/add/", PromoteView.as_view()),
        path("stories/pick/", pick_story, name="pick_story"),
        path("searchpicks/<int:query_id>/", EditPromotedView.as_view()),
    ]
