"""What follows when the database is made."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.signals import post_migrate
from wagtail.models import Site


def connect(app: Any) -> None:
    """Connect every handler."""
    post_migrate.connect(name_the_site, sender=app, dispatch_uid="home.name_the_site")


def name_the_site(**kwargs: Any) -> None:
    """Give the site its address from the settings, unless somebody gave it another.

    Canonical links, social cards and share links are made from it.
    """
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    unnamed = Site.objects.filter(is_default_site=True, hostname="localhost", port=80)
    if unnamed.update(hostname=address.hostname, port=port):
        Site.clear_site_root_paths_cache()
