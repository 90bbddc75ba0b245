"""Hooks into the Wagtail admin."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import PluginFeature
from wagtail.documents import get_document_model
from wagtail.models import PageQuerySet
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.permissions import UsedItemPolicy
from news import protection
from news.action_menu import put_publish_beside_save
from news.admin_api import register_endpoints
from news.block_conversion import convert_html
from news.choosers import offered_to, with_titles_for
from news.copies import publish_at_present, publish_only_ready
from news.embed_verdicts import tell_verdict
from news.heading_chooser import choose_heading, heading_anchors
from news.link_conversion import HeadingLinkElementHandler, stored_link
from news.models import Author, Topic
from news.new_story import NewStoryMenuItem, add_to_userbar, new_story
from news.page_links import PublishedPageLinkHandler
from news.publishing import publish_with_warnings
from news.release_form import say_release
from news.typed_choice import add_name, suggest_names
from news.word.buttons import word_buttons
from news.word.views import convert_document, story_from_word

register_permission_policy(
    get_document_model(),
    UsedItemPolicy(get_document_model(), "wagtaildocs.Document", "uploaded_by_user"),
    exact_class=True,
)
hooks.register("construct_admin_api", register_endpoints, order=10)
hooks.register("construct_page_action_menu", put_publish_beside_save)
hooks.register("before_delete_page", protection.refuse_deletion)
hooks.register("before_copy_page", publish_only_ready)
hooks.register("after_copy_page", publish_at_present)
hooks.register("before_move_page", protection.refuse_move)
hooks.register("before_bulk_action", protection.refuse_bulk_removal)
hooks.register("before_create_page", protection.refuse_other_page_types)
hooks.register("construct_explorer_page_queryset", protection.refuse_unlisted_parent)
hooks.register("register_admin_menu_item", NewStoryMenuItem)
hooks.register("construct_wagtail_userbar", add_to_userbar)
hooks.register("register_page_header_buttons", word_buttons)
hooks.register("register_page_listing_more_buttons", word_buttons)

# The first has the chooser's handlers, which the second adds to.
HEADING_LINK_SCRIPTS = [
    "wagtailadmin/js/page-chooser-modal.js",
    "js/admin/heading-links.js",
]


class AuthorViewSet(SnippetViewSet):
    """The admin of authors."""

    model = Author
    icon = "user"
    list_display = ["name", "job_title"]


class TopicViewSet(SnippetViewSet):
    """The admin of topics."""

    model = Topic
    icon = "tag"
    list_display = ["name", "description"]


class NewsViewSetGroup(SnippetViewSetGroup):
    """The menu of authors and topics."""

    items = (AuthorViewSet, TopicViewSet)
    menu_label = "Newsroom"
    menu_icon = "group"
    menu_order = 150


register_snippet(NewsViewSetGroup)


@hooks.register("register_rich_text_features", order=100)
def register_rich_text_features(features: FeatureRegistry) -> None:
    """Replace Wagtail's handlers of links to pages, and add ours of headings and of pasting."""
    features.register_link_type(PublishedPageLinkHandler)
    from_database = {
        "a[href]": ExternalLinkElementHandler("LINK"),
        'a[linktype="page"]': HeadingLinkElementHandler("LINK"),
    }
    rule = {
        "from_database_format": from_database,
        "to_database_format": {"entity_decorators": {"LINK": stored_link}},
    }
    features.register_converter_rule("contentstate", "link", rule)
    headings = PluginFeature({"type": "heading-links"}, js=HEADING_LINK_SCRIPTS)
    features.register_editor_plugin("draftail", "heading-links", headings)
    paste = PluginFeature({"type": "block-paste"}, js=["js/admin/block-paste.js"])
    features.register_editor_plugin("draftail", "block-paste", paste)
    typing = PluginFeature(
        {"type": "block-typing"}, js=["js/admin/suggestions.js", "js/admin/block-typing.js"]
    )
    features.register_editor_plugin("draftail", "block-typing", typing)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the view of warnings before publishing, and what the form of a story asks."""
    route = "stories/publish/<str:token>/"
    return [
        path("stories/new/", new_story, name="new_story"),
        path(route, publish_with_warnings, name="publish_with_warnings"),
        path("stories/blocks/", convert_html, name="convert_html"),
        path("stories/headings/", heading_anchors, name="heading_anchors"),
        path("stories/headings/<int:page_id>/", choose_heading, name="choose_heading"),
        path("stories/embeds/", tell_verdict, name="embed_verdict"),
        path("stories/names/<str:kind>/", suggest_names, name="suggest_names"),
        path("stories/names/<str:kind>/add/", add_name, name="add_name"),
        path("stories/release/", say_release, name="say_release"),
        path("stories/word/blocks/", convert_document, name="convert_document"),
        path("stories/word/<int:parent_page_id>/", story_from_word, name="story_from_word"),
    ]


@hooks.register("insert_global_admin_js")
def lead_to_errors() -> str:
    """Add the script that lists the errors of a form, and leads to their fields."""
    return format_html('<script src="{}"></script>', static("js/admin/form-errors.js"))


@hooks.register("insert_global_admin_css")
def style_errors() -> str:
    """Add the styles of that list."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/form-errors.css"))


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Add our own icons to Wagtail's."""
    return [*icons, "news/icons/tweet.svg"]


@hooks.register("construct_page_chooser_queryset")
def offer_what_lists_show(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Offer the pages that the user's lists show."""
    # Looked up for each of the pages: there are few, where a search has found them.
    offered = Exists(offered_to(request.user).filter(pk=OuterRef("pk")))
    return with_titles_for(request.user, pages.filter(offered))
