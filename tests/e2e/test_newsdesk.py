"""The dashboard of a newsroom, and a story that is begun there."""

import re

import pytest
from playwright.sync_api import expect

from news.models import ArticlePage
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.editing import (
    TELL_WHEN_EDITS_ARE_WATCHED,
    wait_until_edits_are_watched,
    wait_until_stored,
)
from tests.e2e.newspaper import newspaper
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.mark.newsroom(built_by=newspaper)
def test_the_dashboard_has_no_barriers_and_fits_a_phone(desk, section, editor):
    ArticleFactory(parent=section, owner=editor, draft=True).save_revision(user=editor)
    desk.goto("/admin/")
    expect(desk.get_by_role("heading", name="My drafts")).to_be_visible()
    expect_no_violation(desk, OURS)
    desk.set_viewport_size({"width": 390, "height": 800})
    assert not desk.evaluate(SCROLLS_SIDEWAYS)
    expect_no_violation(desk, OURS)


def test_the_section_chosen_in_the_form_holds_while_it_saves_itself(desk, section, editor):
    author, sport = AuthorFactory(name="Mara Lind", user=editor), SectionFactory(title="Sport")
    desk.add_init_script(TELL_WHEN_EDITS_ARE_WATCHED)
    desk.goto("/admin/")
    desk.locator(".newsdesk").get_by_role("link", name="New story").click()
    wait_until_edits_are_watched(desk)
    expect(desk.get_by_role("button", name="Remove Mara Lind")).to_be_visible()
    expect_no_violation(desk, OURS)
    choice = desk.get_by_role("combobox", name="Section")
    choice.select_option("Sport")
    desk.get_by_role("textbox", name="Headline").fill("Ferries stop for the night")
    expect(desk).to_have_url(re.compile(r"/edit/$"))
    story = ArticlePage.objects.get(title="Ferries stop for the night")
    assert story.section == sport
    assert [b.author for b in story.get_latest_revision_as_object().bylines.all()] == [author]
    for name, before in ((section.title, "Sport"), ("Sport", section.title)):
        choice.select_option(name)
        expect(desk.get_by_role("status").get_by_text(f"from {before} to {name}.")).to_be_visible()
        wait_until_stored(desk, story, "section", lambda stored, name=name: stored.title == name)
    expect(choice).to_have_value(str(sport.pk))
