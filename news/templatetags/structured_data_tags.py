"""The tags that show the structured data of pages; a preview has none."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from byline.pagecache import include_fragment
from news.models import ArticlePage, Author, Newsroom, SectionPage
from news.structured_data import (
    author_script,
    breadcrumbs_script,
    comment_count_script,
    front_script,
    is_cached_apart,
    structured_data_script,
)

register = template.Library()
NOTHING = mark_safe("")


def is_preview(context: Context) -> bool:
    """Return whether an editor sees a page that may not be published."""
    return getattr(context["request"], "is_preview", False)


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: ArticlePage) -> SafeString:
    """Show the structured data of a story."""
    if is_preview(context):
        return NOTHING
    if page.is_published and is_cached_apart(page):
        return include_fragment(context, "structured_data", page.source_id)
    return structured_data_script(page, context["request"])


@register.simple_tag(takes_context=True)
def breadcrumbs_data(context: Context, page: ArticlePage | SectionPage) -> SafeString:
    """Show the way from the front page to a section or a story."""
    return NOTHING if is_preview(context) else breadcrumbs_script(page, context["request"])


@register.simple_tag(takes_context=True)
def author_data(context: Context, author: Author) -> SafeString:
    """Show the structured data of an author's page."""
    return author_script(author, context["request"])


@register.simple_tag(takes_context=True)
def front_data(context: Context, newsroom: Newsroom) -> SafeString:
    """Show the structured data of the front page."""
    return NOTHING if is_preview(context) else front_script(newsroom, context["request"])


@register.simple_tag
def comment_count_data(story: ArticlePage, number: int) -> SafeString:
    """Show the number of comments on a story."""
    return comment_count_script(story, number)
