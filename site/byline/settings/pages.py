"""The page cache, and caches in front of the site."""

import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from byline.settings.environment import DATA_DIR, env, read_address

PAGE_CACHE = env.bool("PAGE_CACHE", True)
# Of each process. With 0 nothing is cached.
PAGE_CACHE_MEGABYTES = env.int("PAGE_CACHE_MEGABYTES", 128, validate=validate.Range(min=0))
# Of all processes together, for pages and fragments that are kept when they end; in Redis where
# there is CACHE_URL. With 0 nothing is kept.
PAGE_CACHE_DISK_MEGABYTES = env.int(
    "PAGE_CACHE_DISK_MEGABYTES", 512, validate=validate.Range(min=0)
)
PAGE_CACHE_FOLDER = Path(env.str("PAGE_CACHE_FOLDER", "") or DATA_DIR / "page-cache")
# Addresses that answer every client alike, and read no parameters: whatever cookies, credentials or
# parameters a request has, it gets the cached response.
PAGE_CACHE_SAME_FOR_ALL = re.compile(
    r"/(robots\.txt|favicon\.ico|apple-touch-icon\.png|icon-(192|512)\.png|site\.webmanifest"
    r"|\.well-known/security\.txt|sitemap\.xml|news-sitemap\.xml|sitemaps/[a-z0-9-]+\.xml"
    r"|share-pictures/[\w/-]+\.png|feeds/[a-z0-9/]+/|comments/on/[0-9]+/(rss|atom|json)/)",
    re.ASCII,
)
# Varnish with deploy/varnish.vcl.
FRONT_CACHE_URL = env.str("FRONT_CACHE_URL", "").strip()
# max-age, in case a purge is lost.
FRONT_CACHE_SECONDS = env.int("FRONT_CACHE_SECONDS", 3600, validate=validate.Range(min=1))
# max-age of pages with fragments where it knows no ESI: for so long their lists may be old.
FRONT_CACHE_FRAGMENT_SECONDS = env.int(
    "FRONT_CACHE_FRAGMENT_SECONDS", 60, validate=validate.Range(min=0)
)
if FRONT_CACHE_URL:
    if not read_address(FRONT_CACHE_URL, {"http", "https"}):
        raise ImproperlyConfigured("FRONT_CACHE_URL: an address like http://127.0.0.1:6081.")
    WAGTAILFRONTENDCACHE = {
        "varnish": {
            "BACKEND": "byline.pagecache.front_caches.VarnishBackend",
            "LOCATION": FRONT_CACHE_URL,
        }
    }
