"""No public endpoint shows anything of a story that readers must not see.

Each is asked by every id, slug, path and guess, and by searches and filters. It is an endpoint of
the URL configuration, so a new one is asked from its first day: it shows the published story when
it is asked in the same ways, or it is listed as one that shows no story.
"""

import pytest
from django.test import Client

from tests.routes import addresses, part_names, routes
from tests.visibility.stories import SHARED, build

FORMATS = ["rss", "atom", "json"]
SITEMAP_KINDS = ["stories", "pages", "authors", "topics"]
QUERIES = ["", f"?q={SHARED}", f"?q={SHARED}&order=newest", "?month=1", "?page=2", "?besides=1"]
FILTERS = ["section", "author", "topic"]
LIVE = "plugins/live_coverage/(?P<number>[1-9][0-9]{0,8})"
SITEMAP_PART = "sitemaps/(?P<kind>stories|pages|authors|topics)-(?P<part>0|[1-9][0-9]{0,4})\\.xml$"
SHOW_NO_STORY = {
    # What the server says of itself.
    *("healthz", "readyz", "metrics"),
    # What every page shows.
    *("fragments/masthead/", "fragments/footer/", "fragments/sections/"),
    # A number: see `tests/comments`.
    "fragments/comment-count/(?P<number>[1-9][0-9]{0,8})/$",
    # What search engines and browsers are told; of stories the addresses alone: see `tests/seo`.
    *("robots.txt", "favicon.ico", "apple-touch-icon.png", "icon-(?P<size>192|512)\\.png$"),
    *("site.webmanifest", ".well-known/security.txt", "(?P<key>[a-zA-Z0-9-]{8,128})\\.txt$"),
    *("sitemap.xml", SITEMAP_PART),
    # Beacons.
    *("read/(?P<number>[0-9]{1,10})/$", "read/(?P<number>[0-9]{1,10})/shown/$"),
    # Passwords, for what has one.
    *("_util/login/", "documents/authenticate_with_password/<int:restriction_id>/"),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
    # For who follows a comment.
    *("comments/follow/<key:key>/", "comments/follow/<key:key>/unfollow/"),
    # For who moderates it.
    "comments/<id:number>/pick/",
    # For who may post updates; and redirects.
    *(f"{LIVE}/$", f"{LIVE}/post/$"),
    *(f"{LIVE}/(?P<update>[1-9][0-9]{{0,14}})/{action}/$" for action in ("edit", "delete")),
    "plugins/altcha/challenge/",
    # For who may change the front page.
    *(f"plugins/headline_test/{action}/" for action in ("start", "<int:pk>/stop", "<int:pk>/use")),
    # Pictures: their words are no text.
    "share-pictures/<slug:kind>/<id:number>/<slug:digest>.png",
    # What the API says of itself and of sections, and what takes a token.
    *("api/v1/", "api/v1/openapi.json", "api/v1/me/"),
    *("api/v1/sections/", "api/v1/sections/<section_id>/", "api/v1/comments/<number>/moderate/"),
    *(f"api/v1/stories/<story_id>/{name}/" for name in ("draft", "corrections", "submit")),
    *(f"api/v1/stories/<story_id>/{name}/" for name in ("publish", "schedule", "unschedule")),
    *(f"api/v1/stories/<story_id>/{name}/" for name in ("approve", "reject", "unpublish")),
    # Links to feeds.
    *("feeds/", "search/feed/"),
}
ROUTES = sorted({route.replace("^", "") for route in routes() if not route.startswith("admin/")})


@pytest.fixture(scope="module")
def built(module_db):
    return build()


@pytest.fixture
def samples(built, module_db, settings):
    settings.MEDIA_ROOT = module_db
    return built


def asked(route, sample):
    """Yield the addresses by which a route may show a sample."""
    values = {"format": FORMATS, "kind": SITEMAP_KINDS, "part": ["0"], None: sample.values}
    is_list = not set(part_names(route)) - {"format"}
    for address in addresses(route, values):
        yield address
        if is_list:
            yield from (f"{address}{query}" for query in [*QUERIES, *filters(sample)])
            yield f"{address}?url={sample.story.full_url}"


def filters(sample):
    """Yield query strings that narrow a search to a sample."""
    for name in FILTERS:
        for value in sample.values:
            if value.startswith(name):
                yield f"?q={SHARED}&{name}={value}"


def answers(route, samples):
    """Yield what was asked of a route, and its answers to readers."""
    client = Client(raise_request_exception=False)
    every = dict.fromkeys(address for sample in samples for address in asked(route, sample))
    for number, address in enumerate(every):
        visitor = {"REMOTE_ADDR": f"10.1.{number}.1"}  # none asks too often
        yield f"GET {address}", client.get(address, **visitor)
        if "?" not in address:
            yield f"POST {address}", client.post(address, **visitor)


def everything_in(response):
    """Return the headers and the body of an answer, as text."""
    body = b"".join(response) if response.streaming else response.content
    return f"{response.headers}\n{body.decode(errors='replace')}".lower()


@pytest.mark.parametrize("route", ROUTES)
def test_no_endpoint_shows_a_story_that_readers_must_not_see(samples, route):
    published, *hidden = samples
    leaks, shows = [], False
    for question, response in answers(route, samples):
        text = everything_in(response)
        leaks += [(question, each.state) for each in hidden if each.secret in text]
        shows |= response.status_code != 404 and published.secret in text
    assert leaks == []
    assert shows == (route not in SHOW_NO_STORY), route
