"""A digest of what decides how pages look, besides the database."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.utils.crypto import salted_hmac

SOURCE_SUFFIXES = (".py", ".html", ".txt", ".xml", ".svg", ".json", ".toml", ".mo")
# Settings that pages, their headers and their addresses show, or that choose what they show.
SHOWN_SETTINGS = (
    *("SETTINGS_MODULE", "INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "TEMPLATES"),
    *("LANGUAGE_CODE", "TIME_ZONE", "USE_TZ", "WAGTAIL_SITE_NAME", "WAGTAILADMIN_BASE_URL"),
    *("STATIC_URL", "MEDIA_URL", "STORAGES", "STYLEGUIDE", "POPULAR_HALF_LIFE_HOURS"),
    *("SEARCH_ENGINE", "WAGTAILSEARCH_BACKENDS", "WAGTAILDOCS_SERVE_METHOD", "WEBSUB_HUB_URL"),
    "SHARE_PICTURE_FONTS",
    *("WAGTAILIMAGES_AVIF_QUALITY", "WAGTAILIMAGES_WEBP_QUALITY", "WAGTAILIMAGES_JPEG_QUALITY"),
    *("SECURE_CSP", "PERMISSIONS_POLICY", "X_FRAME_OPTIONS", "SECURE_REFERRER_POLICY"),
    *("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
    *("SECURE_HSTS_PRELOAD", "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY"),
)
# What names the database: sites that share a cache are not mixed up.
DATABASE_PARTS = ("ENGINE", "HOST", "PORT", "NAME")


@cache
def code_version() -> str:
    """Return a digest of packages, sources, templates, settings, the database and static files.

    Of the files as they are when it is first called: call it when the process starts, which has
    loaded the same. Keyed with `SECRET_KEY`, since addresses in settings may have passwords.
    """
    found = blake2b()
    for part in [*packages(), *sources(), *shown_settings()]:
        found.update(len(part).to_bytes(8) + part)
    return salted_hmac("byline.pagecache", found.digest(), algorithm="sha256").hexdigest()[:32]


def packages() -> list[bytes]:
    """Return for each installed package the list of its files with their hashes."""
    records = [each.read_text("RECORD") or each.read_text("METADATA") for each in distributions()]
    return sorted(record.encode() for record in records if record)


def sources() -> Iterator[bytes]:
    """Yield names and contents of the project's and the plugins' own files.

    Not their times: they are equal in all images of a container, and differ between machines.
    """
    plugins = {app.name for app in settings.PLUGIN_APPS}
    for config in apps.get_app_configs():
        if is_own(Path(config.path)) or config.name in plugins:
            yield from contents(config.path)
    for engine in engines.all():
        for folder in engine.dirs:
            yield from contents(folder)


def is_own(folder: Path) -> bool:
    """Return whether a folder is the project's, and not of a package in an environment below it."""
    return folder.is_relative_to(settings.PROJECT_ROOT) and not folder.is_relative_to(sys.prefix)


def contents(folder: str | Path) -> Iterator[bytes]:
    """Yield names and contents of the files in a folder and below, in a certain order."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.endswith(SOURCE_SUFFIXES):
                path = Path(parent, name)
                yield str(path.relative_to(folder)).encode()
                with suppress(OSError):  # an editor's link to nowhere
                    yield path.read_bytes()


def shown_settings() -> Iterator[bytes]:
    """Yield settings, plugins, the database's name, and the hash of all static files."""
    for name in SHOWN_SETTINGS:
        yield f"{name}={getattr(settings, name, None)!r}".encode()
    for app in settings.PLUGIN_APPS:
        yield f"{app.name}={app.state}".encode()
    database = settings.DATABASES["default"]
    yield repr([database.get(part) for part in DATABASE_PARTS]).encode()
    yield str(getattr(staticfiles_storage, "manifest_hash", "")).encode()
