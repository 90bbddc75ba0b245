"""The tag that shows the structured data of a story."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from byline.pagecache import include_fragment
from news.models import ArticlePage
from news.structured_data import is_cached_apart, structured_data_script

register = template.Library()


@register.simple_tag(takes_context=True, name="structured_data")
def structured_data_tag(context: Context, page: ArticlePage) -> SafeString:
    """Show the structured data of a story; a preview has none."""
    request = context["request"]
    if getattr(request, "is_preview", False):
        return mark_safe("")
    if page.is_published and is_cached_apart(page):
        return include_fragment(context, "structured_data", page.source_id)
    return structured_data_script(page, request)
