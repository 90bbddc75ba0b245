"""Buttons that are pressed while the form saves itself."""

import re

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.editing import TELL_WHEN_EDITS_ARE_WATCHED, press, wait_until_edits_are_watched


@pytest.mark.parametrize("button", ["Save draft", "Publish"])
def test_a_new_story_is_made_once(desk, section, button):
    desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
    held, is_over = [], []

    def hold(route):
        """Keep the answer to what the form sends by itself, until the button was pressed."""
        if route.request.headers.get("accept") != "application/json":
            route.continue_()
            return
        answer = route.fetch()
        if is_over:
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    desk.route(re.compile(r"/add/"), hold)
    desk.goto(f"/admin/pages/add/news/articlepage/{section.pk}/")
    wait_until_edits_are_watched(desk)
    desk.get_by_role("textbox", name="Headline").fill("Ferries stop for the night")
    expect(desk.get_by_text("Saving…")).to_be_visible()
    press(desk, button)
    is_over.append(True)
    for route, answer in held:
        route.fulfill(response=answer)
    expect(desk).to_have_url(re.compile(r"/edit/"))
    desk.wait_for_load_state("networkidle")
    assert ArticlePage.objects.filter(title="Ferries stop for the night").count() == 1
