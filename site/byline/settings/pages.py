"""How long finished reader pages are kept, here and by caches in front of the site."""

from environs import Env, validate

env = Env()

PAGE_CACHE = env.bool("PAGE_CACHE", True)
# Of each process.
PAGE_CACHE_MEGABYTES = env.int("PAGE_CACHE_MEGABYTES", 128, validate=validate.Range(min=1))
# Varnish with deploy/varnish.vcl, as this machine reaches it.
FRONT_CACHE_URL = env.str("FRONT_CACHE_URL", "")
# It is told of changes. What it was not told of, for whatever reason, ends by itself.
FRONT_CACHE_SECONDS = env.int("FRONT_CACHE_SECONDS", 3600, validate=validate.Range(min=1))
if FRONT_CACHE_URL:
    validate.URL(schemes={"http", "https"}, require_tld=False)(FRONT_CACHE_URL)
    WAGTAILFRONTENDCACHE = {
        "varnish": {
            "BACKEND": "byline.pagecache.fronts.VarnishBackend",
            "LOCATION": FRONT_CACHE_URL,
        }
    }
