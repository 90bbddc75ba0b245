"""The tag of pages that have feeds."""

from django import template

from news.feeds.links import feed_links

register = template.Library()
register.simple_tag(feed_links)
