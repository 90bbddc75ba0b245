"""Hooks into the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.rich_text.editors.draftail.features import PluginFeature
from wagtail.documents import get_document_model
from wagtail.models import PageQuerySet
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.permissions import UsedItemPolicy
from news import protection
from news.admin_api import register_endpoints
from news.block_conversion import convert_html
from news.choosers import offered_to, with_titles_for
from news.copies import publish_at_present, publish_only_visible
from news.models import Author, Topic
from news.page_links import PublishedPageLinkHandler
from news.publishing import publish_with_warnings
from news.word.buttons import word_buttons
from news.word.views import convert_document, story_from_word

register_permission_policy(
    get_document_model(),
    UsedItemPolicy(get_document_model(), "wagtaildocs.Document", "uploaded_by_user"),
    exact_class=True,
)
hooks.register("construct_admin_api", register_endpoints, order=10)
hooks.register("before_delete_page", protection.refuse_deletion)
hooks.register("before_copy_page", publish_only_visible)
hooks.register("after_copy_page", publish_at_present)
hooks.register("before_move_page", protection.refuse_move)
hooks.register("before_bulk_action", protection.refuse_bulk_removal)
hooks.register("before_create_page", protection.refuse_other_page_types)
hooks.register("construct_explorer_page_queryset", protection.refuse_unlisted_parent)
hooks.register("register_page_header_buttons", word_buttons)
hooks.register("register_page_listing_more_buttons", word_buttons)


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
    """Replace Wagtail's handler of links to pages, and add ours of what is pasted."""
    features.register_link_type(PublishedPageLinkHandler)
    paste = PluginFeature({"type": "block-paste"}, js=["js/admin/block-paste.js"])
    features.register_editor_plugin("draftail", "block-paste", paste)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the view of warnings before publishing, and what makes blocks and drafts."""
    route = "stories/publish/<str:token>/"
    return [
        path(route, publish_with_warnings, name="publish_with_warnings"),
        path("stories/blocks/", convert_html, name="convert_html"),
        path("stories/word/blocks/", convert_document, name="convert_document"),
        path("stories/word/<int:parent_page_id>/", story_from_word, name="story_from_word"),
    ]


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Add our own icons to Wagtail's."""
    return [*icons, "news/icons/tweet.svg"]


@hooks.register("construct_page_chooser_queryset")
def offer_what_lists_show(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Offer the pages that the user's lists show."""
    offered = pages.filter(pk__in=offered_to(request.user).values("pk"))
    return with_titles_for(request.user, offered)
