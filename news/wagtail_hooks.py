"""How stories meet the Wagtail admin."""

from django.contrib import messages
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from news.models import ArticlePage, Author, Topic
from news.page_links import PublishedPageLinkHandler


class AuthorViewSet(SnippetViewSet):
    """The people whose names stand over stories."""

    model = Author
    icon = "user"
    list_display = ["name", "job_title"]


class TopicViewSet(SnippetViewSet):
    """What stories are about."""

    model = Topic
    icon = "tag"
    list_display = ["name", "description"]


class NewsViewSetGroup(SnippetViewSetGroup):
    """Authors and topics, one click from anywhere."""

    items = (AuthorViewSet, TopicViewSet)
    menu_label = "Newsroom"
    menu_icon = "group"
    menu_order = 150


register_snippet(NewsViewSetGroup)


@hooks.register("register_rich_text_features", order=100)
def link_to_published_pages_only(features: FeatureRegistry) -> None:
    """Replace Wagtail's handler of links to pages."""
    features.register_link_type(PublishedPageLinkHandler)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_unread_tweets(request: HttpRequest, page: Page) -> None:
    """Tell the editor which tweets could not be read, since saving does not stop for them."""
    # A story that saves itself while it is written would tell it again and again.
    if not isinstance(page, ArticlePage) or (
        request.accepts("application/json") and not request.accepts("text/html")
    ):
        return
    for block in page.body.blocks_by_name("tweet"):
        if block.value["source"] and not block.value["text"]:
            messages.warning(
                request,
                f"The tweet {block.value['source']} could not be read just now. Readers see a "
                "link to it until you type its words, or save again when X answers.",
            )


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Add our own icons to Wagtail's."""
    return [*icons, "news/icons/tweet.svg"]
