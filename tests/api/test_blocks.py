"""The body of a story as typed data."""

import json

import pytest
from django.core.files.base import ContentFile
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from api.reading.blocks import of_plugin
from tests.factories import ArticleFactory, PhotoFactory

pytestmark = pytest.mark.django_db
# Type, stored value, what of the value is shown, and the text where it is not obvious.
CASES = [
    ("heading", "High tide", {"text": "High tide"}, "High tide"),
    (
        "quote",
        {"text": "It holds.", "speaker": "Ines Aldaba", "role": "engineer", "source": "here"},
        {
            "text": "It holds.",
            "speaker": "Ines Aldaba",
            "role": "engineer",
            "source": "here",
            "source_url": "",
        },
        "It holds.\nInes Aldaba\nengineer\nhere",
    ),
    (
        "pull_quote",
        {"text": "It holds.", "attribution": ""},
        {"text": "It holds.", "attribution": ""},
        "It holds.",
    ),
    (
        "fact_box",
        {"title": "Figures", "text": "<ul><li>42 metres</li></ul>"},
        {"title": "Figures", "html": "<ul><li>42 metres</li></ul>"},
        "Figures\n42 metres",
    ),
    (
        "table",
        {
            "table": {
                "data": [["District", "Homes"], ["Fennside", "3,400"]],
                "table_header_choice": "both",
                "table_caption": "At risk",
            },
            "source": "City",
        },
        {
            "caption": "At risk",
            "source": "City",
            "header": ["District", "Homes"],
            "rows": [["Fennside", "3,400"]],
            "names_rows": True,
        },
        None,
    ),
    (
        "tweet",
        {
            "source": "https://x.com/ferry/status/1",
            "text": "Quiet.",
            "author": "Ferries",
            "handle": "ferry",
            "posted_on": "2026-11-01",
        },
        {
            "text": "Quiet.",
            "author": "Ferries",
            "handle": "ferry",
            "url": "https://x.com/ferry/status/1",
            "posted_on": "2026-11-01",
        },
        None,
    ),
    (
        "embed",
        {"source": "https://youtu.be/abcdefghijk", "title": "The wall", "author": "City"},
        {
            "title": "The wall",
            "author": "City",
            "provider": "YouTube",
            "url": "https://www.youtube.com/watch?v=abcdefghijk",
            "still": None,
        },
        None,
    ),
    (
        "related",
        {"story": None, "headline": "Council votes", "url": "https://example.com/wall"},
        {"headline": "Council votes", "url": "https://example.com/wall", "story": None},
        None,
    ),
    (
        "related",
        {"story": None, "headline": "Council votes", "url": ""},
        {"headline": "Council votes", "url": "", "story": None},
        None,
    ),
]


def shown(call, section, *body):
    story = ArticleFactory(parent=section, slug="wall", body=list(body))
    return call(f"/stories/{story.pk}/")["body"]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_block_is_typed_data(call, section, case):
    kind, stored, value, text = case
    body = json.dumps([{"type": kind, "id": "a", "value": stored}])
    story = ArticleFactory(parent=section, body=body)
    [block] = call(f"/stories/{story.pk}/")["body"]
    assert (block["type"], block["id"]) == (kind, "a")
    assert block["value"].items() >= value.items()
    assert text is None or block["text"] == text


def test_html_is_cleaned_and_its_links_are_absolute(call, section):
    html = (
        '<p onclick="x()">See <a href="/sport/">sport</a>, <a href="#money">money</a>'
        "<script>alert(1)</script></p>"
    )
    [block] = shown(call, section, ("paragraph", html))
    root = "http://localhost"
    links = f'<a href="{root}/sport/">sport</a>, <a href="{root}/news/wall/#money">money</a>'
    assert block["value"] == {"html": f"<p>See {links}</p>"}
    assert block["text"] == "See sport, money"


def test_photos_have_the_credit_that_is_shown(call, section):
    first, second = PhotoFactory(credit="Mara Lind", caption="Noon"), PhotoFactory(credit="Jo")
    gallery = {"title": "Morning", "photos": [{"photo": first}, {"photo": second, "credit": "Ann"}]}
    photo, gallery = shown(
        call,
        section,
        ("photo", {"photo": first, "caption": "", "credit": ""}),
        ("photo", {"photo": None, "caption": "It waits", "credit": "Jo"}),
        ("gallery", gallery),
    )
    assert (photo["value"]["credit"], photo["value"]["caption"]) == ("Mara Lind", "Noon")
    assert photo["value"]["renditions"][0].keys() >= {"url", "width", "height", "type"}
    assert [one["credit"] for one in gallery["value"]["photos"]] == ["Mara Lind", "Ann"]


def test_a_document_is_left_out_where_readers_may_not_download_it(call, section):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    documents = [
        get_document_model().objects.create(
            title=title, file=ContentFile(b"words", "words.txt"), **fields
        )
        for title, fields in (("Ruling", {}), ("Secret", {"collection": closed}))
    ]
    found = shown(
        call, section, *(("document", {"document": one, "title": ""}) for one in documents)
    )
    assert [block["value"]["title"] for block in found] == ["Ruling"]
    assert found[0]["value"]["url"].startswith("http://localhost/documents/")


def test_a_block_without_its_plugin_is_left_out(call, section):
    stored = [{"type": "gone_poll", "id": "a", "value": {"html": "<script>"}}]
    story = ArticleFactory(parent=section, body=json.dumps(stored))
    assert call(f"/stories/{story.pk}/")["body"] == []


class Silent(blocks.RawHTMLBlock):
    """A block whose representation is Wagtail's."""


class Speaking(blocks.RawHTMLBlock):
    """A block that says what it is to programs."""

    def get_api_representation(self, value, context=None):
        return {"html": value, "parts": [value, 3, None], "of": self.__class__}


def child(block, value):
    return blocks.StreamValue.StreamChild(block, value, id="a")


def test_a_plugins_block_is_shown_as_it_says_itself_and_cleaned():
    html = "<p>Yes <script>alert(1)</script><b>it</b></p>"
    assert of_plugin(child(Silent(), html), None) is None
    assert of_plugin(child(Speaking(), html), None) == {
        "html": "<p>Yes <b>it</b></p>",
        "parts": ["<p>Yes <b>it</b></p>", 3, None],
        "of": str(Speaking),
    }
