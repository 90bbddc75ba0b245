"""Hostile strings in every public form field, parameter and path: answered, and never live."""

import os
from itertools import count
from urllib.parse import quote

import pytest
from django.test import Client

from tests.comments.conversing import add_comment
from tests.comments.readers import form_key
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, TopicFactory
from tests.hostile.strings import strings

PARTS = 20
# Every string, or only so many.
EVERY = int(os.environ.get("EVERY", "1"))
addresses = count(1)


@pytest.fixture(scope="module")
def story(module_db):
    section = SectionFactory(title="News", slug="news")
    story = ArticleFactory(parent=section, slug="wall", about=[TopicFactory(name="Harbour")])
    AuthorFactory(name="Mara Lind")
    add_comment(story)
    return story


def places(story, text):
    """Yield the requests that carry a string: method, address, fields."""
    on, comment = f"/comments/on/{story.pk}/", say_number(story)
    path = quote(text.encode("utf-8", "replace"), safe="")
    for before in ("", "authors/", "topics/", "news/", "comments/", "documents/1/", "static/"):
        yield "GET", f"/{before}{path}/", {}
    fields = ("q", "section", "author", "topic", "period", "order", "page", "dates", "window")
    for address in ("/search/", "/search/suggest/", "/recent/", "/popular/"):
        yield "GET", address, dict.fromkeys(fields, text)
    for address in ("/search/feed/rss/", "/search/feed/atom/", "/search/feed/json/"):
        yield "GET", address, dict.fromkeys(fields, text)
    yield "GET", "/search/", {"q": text}
    yield "GET", "/news/", dict.fromkeys(("page", "month", "year", "utm_source"), text)
    yield "GET", on, dict.fromkeys(("sort", "page", "after", "thread"), text)
    yield "GET", f"{on}write/", {"reply_to": text}
    written = ("text", "name", "email", "website", "reply_to", "form_key")
    yield "POST", f"{on}write/", dict.fromkeys(written, text)
    yield "POST", f"{on}write/", {"text": text, "form_key": form_key()}
    yield "POST", f"{on}write/", {"text": "Well said.", "name": text, "form_key": form_key()}
    for what in ("report", "follow", "edit"):
        form = dict.fromkeys(("reason", "details", "email", "text"), text)
        yield "POST", f"/comments/{comment}/{what}/", form
    sign_in = dict.fromkeys(("username", "password", "next", "email"), text)
    yield "POST", "/admin/login/", sign_in
    yield "POST", "/_util/login/", sign_in
    yield "GET", "/_util/login/", {"next": text}
    yield "POST", "/admin/password_reset/", sign_in
    yield "POST", f"/read/{story.pk}/", dict.fromkeys(("number", "referrer"), text)


def say_number(story):
    return story.comments.values_list("pk", flat=True)[0]


def is_markup(text):
    return "<" in text and any(mark in text for mark in ("script", "onerror", "onload", "iframe"))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_place_takes_every_string(story, part):
    client = Client(raise_request_exception=False, headers={"Cookie": text_of_a_cookie()})
    for text in strings()[part :: PARTS * EVERY]:
        for method, address, fields in places(story, text):
            visitor = f"10.{next(addresses) % 250}.{next(addresses) % 250}.{next(addresses) % 250}"
            send = client.get if method == "GET" else client.post
            response = send(address, encodable(fields), REMOTE_ADDR=visitor)
            assert response.status_code < 500, (method, address, fields)
            assert response["X-Content-Type-Options"] == "nosniff", (method, address)
            # JSON says it as it is: no browser takes that for a page.
            is_page = "json" not in response["Content-Type"]
            if is_markup(text) and is_page and not response.streaming:
                sent = text.encode("utf-8", "replace")
                assert sent not in response.content, (method, address, fields)


def text_of_a_cookie():
    return "sessionid=x; theme=<script>"


def encodable(fields):
    """Return fields as a browser sends them: it replaces halves of characters."""
    return {name: text.encode("utf-8", "replace").decode() for name, text in fields.items()}
