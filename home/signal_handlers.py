"""Signal handlers for migrations and published pages."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.signals import post_migrate
from wagtail.models import Site
from wagtail.signals import page_published

from home.models import StandardPage
from photos.tasks import make_pictures_soon


def connect(app: Any) -> None:
    """Connect every handler."""
    post_migrate.connect(name_the_site, sender=app, dispatch_uid="home.name_the_site")
    page_published.connect(make_pictures_of, sender=StandardPage, dispatch_uid="home.pictures")


def name_the_site(**kwargs: Any) -> None:
    """Set the host and port of the default site from the settings, unless they were changed.

    Canonical links, social cards and share links are built from them.
    """
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    unnamed = Site.objects.filter(is_default_site=True, hostname="localhost", port=80)
    if unnamed.update(hostname=address.hostname, port=port):
        Site.clear_site_root_paths_cache()


def make_pictures_of(instance: StandardPage, **kwargs: Any) -> None:
    """Queue the renditions of a published page."""
    make_pictures_soon(instance.body.stream_block.shown_photos(instance.body))
