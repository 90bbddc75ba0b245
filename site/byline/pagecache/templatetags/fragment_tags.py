"""The tag that includes a fragment in a page."""

from django import template

from byline.pagecache.fragments import include_fragment

register = template.Library()
register.simple_tag(include_fragment, takes_context=True, name="fragment")
