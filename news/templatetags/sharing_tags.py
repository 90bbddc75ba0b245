"""Template tags for what carries pages elsewhere: social cards and share links."""

from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop, to_locale

from byline.sites import full_url
from news.models import ArticlePage
from news.share_pictures import ShareImage, front_share_image, share_image_of

register = template.Library()
MAIL = gettext_noop("E-mail")


@register.simple_tag
def locale() -> str:
    """Return the language of the page as Open Graph writes it: en_GB."""
    return to_locale(get_language() or "en")


@register.simple_tag(takes_context=True)
def share_image(context: Context, shown: Any) -> ShareImage | None:
    """Return the picture for the social card of a page, an author or a topic.

    None for a story that is not public, and for the preview of a page that was never saved.
    """
    if shown.pk is None or (isinstance(shown, ArticlePage) and not shown.is_published):
        return None
    return share_image_of(shown, context["request"])


@register.simple_tag(takes_context=True)
def site_image(context: Context) -> ShareImage | None:
    """Return the picture for the social card of a list that is no page, as of authors."""
    return front_share_image(context["request"])


@register.inclusion_tag("components/article_meta.html", takes_context=True)
def article_meta(context: Context, story: ArticlePage) -> dict[str, Any]:
    """Show what social cards say of a story beside its headline: times, authors, topics."""
    return {"story": story, "root_url": full_url(context["request"], "")}


@register.inclusion_tag("components/oembed_link.html", takes_context=True)
def oembed_link(context: Context, story: ArticlePage) -> dict[str, Any]:
    """Show other sites where a story that readers may see is described as a card."""
    query = urlencode({"url": story.canonical_url})
    url = full_url(context["request"], f"{reverse('news:oembed')}?{query}")
    return {"url": url, "is_shown": story.is_published}


@register.inclusion_tag("components/share.html")
def share(title: str, url: str) -> dict[str, Any]:
    """Show share links: plain ones, so that no service is contacted before a click."""
    both = f"{title} {url}"
    services = {
        MAIL: ("mailto:?", {"subject": title, "body": url}),
        "WhatsApp": ("https://wa.me/?", {"text": both}),
        "Bluesky": ("https://bsky.app/intent/compose?", {"text": both}),
        # Mastodon's own page, on which readers name their server. A fragment is not sent to it.
        "Mastodon": ("https://share.joinmastodon.org/#", {"text": both}),
        "Facebook": ("https://www.facebook.com/sharer/sharer.php?", {"u": url}),
        "X": ("https://x.com/intent/post?", {"text": title, "url": url}),
        "LinkedIn": ("https://www.linkedin.com/sharing/share-offsite/?", {"url": url}),
        "Reddit": ("https://www.reddit.com/submit?", {"title": title, "url": url}),
    }
    # Mail programs read a plus sign as a plus sign.
    links = [
        (gettext(name), label_of(name), f"{address}{urlencode(query, quote_via=quote)}")
        for name, (address, query) in services.items()
    ]
    return {"title": title, "url": url, "links": links}


def label_of(service: str) -> str:
    """Return the name of a share link for who hears it without the heading above."""
    if service == MAIL:
        return gettext("Share by e-mail")
    return gettext("Share on %(service)s") % {"service": service}
