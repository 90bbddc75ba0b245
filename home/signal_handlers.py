"""What follows when the database is made, and when pages change."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import Site
from wagtail.signals import page_published

from byline.pagecache import changed
from home.models import BreakingNews, StandardPage
from home.models.breaking import BREAKING
from photos.tasks import make_pictures_soon


def connect(app: Any) -> None:
    """Connect every handler."""
    post_migrate.connect(name_the_site, sender=app, dispatch_uid="home.name_the_site")
    for signal in (post_save, post_delete):
        signal.connect(banner_changed, sender=BreakingNews, dispatch_uid="home.banner_changed")
    page_published.connect(make_pictures_of, sender=StandardPage, dispatch_uid="home.pictures")


def name_the_site(**kwargs: Any) -> None:
    """Give the site its address from the settings, unless somebody gave it another.

    Canonical links, social cards and share links are made from it.
    """
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    unnamed = Site.objects.filter(is_default_site=True, hostname="localhost", port=80)
    if unnamed.update(hostname=address.hostname, port=port):
        Site.clear_site_root_paths_cache()


def banner_changed(**kwargs: Any) -> None:
    """Have every page made anew: the banner stands above each."""
    changed(BREAKING)


def make_pictures_of(instance: StandardPage, **kwargs: Any) -> None:
    """Make a published page's picture files, so that its first reader need not wait."""
    make_pictures_soon(instance.body.stream_block.shown_photos(instance.body))
