"""An administrator switches a plugin off: its blocks are neither offered nor lost."""

import json

import pytest
from playwright.sync_api import expect

from byline.plugins.calls import calls_by_plugin
from byline.plugins.switches import switched_off
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.newspaper import newspaper
from tests.factories import ArticleFactory

pytestmark = pytest.mark.newsroom(built_by=newspaper)

POLL = {"type": "sample_poll", "value": {"question": "Ferry or bridge?"}, "id": "bbbb"}


@pytest.fixture(autouse=True)
def administrator(editor):
    editor.is_superuser = True
    editor.save()
    yield editor
    switched_off.clear()
    calls_by_plugin.clear()


def test_a_plugin_is_switched_off_and_its_blocks_stay(desk, section, reader):
    story = ArticleFactory(parent=section, title="Ferry", body=json.dumps([POLL]), signals=True)
    reader.goto(story.url)
    expect(reader.get_by_text("Ferry or bridge?")).to_be_visible()

    desk.goto("/admin/")
    desk.get_by_role("button", name="Settings").click()
    desk.get_by_role("link", name="Plugins").click()
    desk.get_by_role("link", name="sample", exact=True).click()
    desk.get_by_role("link", name="1 story holds blocks").click()
    expect(desk.get_by_role("link", name="Ferry")).to_be_visible()
    desk.go_back()
    desk.get_by_role("button", name="Switch off").press("Enter")
    expect(desk.get_by_text("sample is switched off.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Ferry or bridge?")).to_have_count(0)

    desk.goto(f"/admin/pages/{story.pk}/edit/")
    expect(desk.get_by_text("The plugin of this block is switched off")).to_be_visible()
    expect(desk.get_by_label("Question")).to_have_value("Ferry or bridge?")
    desk.get_by_role("button", name="Insert a block").first.click()
    expect(desk.get_by_role("option", name="Pull quote")).to_be_visible()
    expect(desk.get_by_role("option", name="Sample poll")).to_have_count(0)
    story.refresh_from_db()
    assert story.body.get_prep_value() == [POLL]

    desk.goto("/admin/plugins/sample/")
    desk.get_by_role("button", name="Switch on").click()
    expect(desk.get_by_role("button", name="Switch off")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Ferry or bridge?")).to_be_visible()
    desk.goto(f"/admin/pages/{story.pk}/edit/")
    desk.get_by_role("button", name="Insert a block").first.click()
    expect(desk.get_by_role("option", name="Sample poll")).to_be_visible()


@pytest.mark.parametrize("path", ["", "sample/", "sample/stories/"])
def test_nothing_is_wider_than_a_phone_and_axe_finds_no_violation(desk, section, path):
    ArticleFactory(parent=section, body=json.dumps([POLL]))
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(f"/admin/plugins/{path}", wait_until="networkidle")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    expect_no_violation(desk, OURS)
