"""An editor sees what readers will get of an address while it is typed."""

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.editing import blocks
from tests.factories import ArticleFactory
from tests.internet import stand_in

PAGE = "https://www.tides.example/fog"


@pytest.fixture
def source(section, open_form, monkeypatch):
    """The address of an embed, in the form of a story."""
    internet = stand_in(monkeypatch)
    internet.has(PAGE, b"<title>Fog over the harbour</title>")
    body = [("embed", {"source": "https://vimeo.com/1084537", "title": ""})]
    story = ArticleFactory(parent=section, live=False, body=body)
    story.save_revision()
    return blocks(open_form(story)).first.get_by_label("Address or embed code")


def test_a_player_a_card_a_link_or_nothing(source, page):
    verdict = blocks(page).first.get_by_role("status").first
    expect(verdict).to_contain_text("A player")
    source.fill(PAGE)
    expect(verdict).to_contain_text("A card with a title, which leads to tides.example: “Fog over")
    source.fill("https://gone.example/")
    expect(verdict).to_contain_text("A link: there is no player for gone.example")
    expect_no_violation(page, OURS)
    blocks(page).first.get_by_label("Title").fill("Fog")
    source.focus()
    expect(verdict).to_contain_text("A card with the title")
    source.fill("nonsense")
    expect(verdict).to_contain_text("This is no address")
    source.fill("")
    expect(verdict).to_be_hidden()
