"""Readers vote in a poll, with scripts and without; an editor puts one into a story."""

import json
import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import publish
from tests.e2e.looks import SMALLEST, expect_no_overhang
from tests.factories import ArticleFactory

BLOCK = "7d0a1f5e-30c4-4e0f-9d8e-0a4f0e2b6c11"
QUESTION = "Should the ferry sail at night?"
ANSWERS = ["Yes, every hour", "At weekends", "No, the money is needed elsewhere"]
SCRIPTS = pytest.mark.parametrize("page", ["with scripts", "without"], indirect=True)


def answer_id(number):
    return f"00000000-0000-4000-8000-{number:012d}"


@pytest.fixture
def page(request, new_context):
    """A reader's browser, with or without scripts."""
    has_scripts = getattr(request, "param", "with scripts") == "with scripts"
    return new_context(java_script_enabled=has_scripts, viewport=SMALLEST).new_page()


@pytest.fixture
def polled(section):
    """Make a story with a poll in which two others have voted for the first answer."""

    def make(**value):
        answers = [
            {"type": "item", "id": answer_id(number), "value": text}
            for number, text in enumerate(ANSWERS)
        ]
        value = {"question": QUESTION, "answers": answers, "shows_results": False} | value
        body = [{"type": "polls_poll", "id": BLOCK, "value": {"closes": None} | value}]
        story = ArticleFactory(parent=section, slug="polled", body=json.dumps(body))
        for number in (1, 2):
            address = f"192.0.2.{number}"
            path = f"/plugins/polls/{story.pk}/{BLOCK}/vote/"
            Client(REMOTE_ADDR=address).post(path, {"answer": answer_id(0)})
        return story

    return make


def poll_on(page):
    return page.get_by_role("region", name=QUESTION)


def result(poll, text):
    return poll.get_by_role("row").filter(has_text=text)


@SCRIPTS
def test_a_reader_votes_with_one_click_and_sees_the_result(page, polled):
    story = polled()
    page.goto(story.full_url)
    poll = poll_on(page)
    expect(poll.get_by_role("table")).to_have_count(0)
    poll.get_by_role("button", name="At weekends").click()
    expect(poll.get_by_text("Your vote was counted.")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(story.url)))
    expect(poll.get_by_role("button")).to_have_count(0)
    if (link := poll.get_by_role("link", name="See the results")).is_visible():
        link.click()
    expect(result(poll_on(page), "At weekends")).to_have_text(re.compile(r"33%\s+1"))
    expect(result(poll_on(page), "Yes, every hour")).to_have_text(re.compile(r"67%\s+2"))
    expect(poll_on(page).get_by_text("3 votes")).to_be_visible()
    assert page.context.cookies() == []


@SCRIPTS
def test_a_second_vote_is_refused_and_shows_the_result(page, polled):
    story = polled()
    page.goto(story.full_url)
    poll_on(page).get_by_role("button", name="At weekends").click()
    expect(poll_on(page).get_by_text("Your vote was counted.")).to_be_visible()
    page.evaluate("try { localStorage.clear() } catch {}")
    page.goto("about:blank")
    page.goto(story.full_url)
    poll_on(page).get_by_role("button", name="No, the money").click()
    expect(poll_on(page).get_by_text("has voted already")).to_be_visible()
    expect(poll_on(page).get_by_text("3 votes")).to_be_visible()


@SCRIPTS
def test_the_keyboard_alone_votes(page, polled):
    page.goto(polled().full_url)
    page.get_by_role("button", name=ANSWERS[0]).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(poll_on(page).get_by_text("Your vote was counted.")).to_be_visible()


# --- With scripts ---------------------------------------------------------------------


def test_the_result_appears_in_place_is_announced_and_stays_after_a_reload(page, polled):
    story = polled()
    page.goto(story.full_url)
    status = poll_on(page).get_by_role("status")
    page.evaluate("window.isSame = true")
    status.evaluate("element => { window.region = element; }")
    poll_on(page).get_by_role("button", name="At weekends").click()
    expect(status).to_have_text("Your vote was counted.")
    # The region was there before, so that its text is announced; and the focus is not lost.
    assert status.evaluate("element => element === window.region")
    assert page.evaluate("window.isSame")
    expect(poll_on(page)).to_be_focused()
    page.reload()
    expect(result(poll_on(page), "At weekends")).to_be_visible()
    expect(poll_on(page).get_by_role("button")).to_have_count(0)


def test_without_a_connection_one_votes_again(page, polled):
    page.goto(polled().full_url)
    page.context.set_offline(True)
    button = poll_on(page).get_by_role("button", name="At weekends")
    button.click()
    expect(poll_on(page).get_by_role("status")).to_have_text(re.compile("Is there a connection"))
    expect(button).to_be_focused()
    page.context.set_offline(False)
    button.click()
    expect(result(poll_on(page), "At weekends")).to_be_visible()


def test_an_address_that_was_shared_after_voting_shows_the_form(page, polled):
    page.goto(f"{polled().full_url}#poll-{BLOCK}-voted")
    expect(poll_on(page).get_by_role("button", name="At weekends")).to_be_visible()
    expect(poll_on(page).get_by_text("Your vote was counted.")).to_be_hidden()


# --- How it looks ---------------------------------------------------------------------


@pytest.mark.parametrize("has_voted", [False, True])
def test_it_is_accessible_and_fits_a_small_phone(page, polled, has_voted):
    page.goto(polled(shows_results=True).full_url)
    if has_voted:
        poll_on(page).get_by_role("button", name="At weekends").click()
        expect(poll_on(page).get_by_role("button")).to_have_count(0)
    expect(poll_on(page).get_by_role("table")).to_be_visible()
    expect_no_violation(page)
    expect_no_overhang(page)


def test_bars_are_seen_where_the_reader_chooses_the_colours(new_context, polled):
    page = new_context(forced_colors="active").new_page()
    page.goto(polled(shows_results=True).full_url)
    rects = poll_on(page).locator("rect")
    background = poll_on(page).evaluate("element => getComputedStyle(element).backgroundColor")
    fills = [rect.evaluate("element => getComputedStyle(element).fill") for rect in rects.all()]
    assert len(fills) == 3
    assert background not in fills
    widths = [rect.bounding_box()["width"] for rect in rects.all()[:2]]
    assert widths[0] > widths[1]


# --- Editors --------------------------------------------------------------------------


def test_an_editor_puts_a_poll_into_a_story(open_form, draft, reader):
    desk = open_form(draft)
    desk.get_by_role("button", name="Insert a block").last.click()
    desk.get_by_role("option", name="Poll", exact=True).click()
    block = desk.get_by_role("region", name="Poll").last
    block.get_by_role("textbox", name="Question").fill(QUESTION)
    answers = block.get_by_role("region", name="Answer").get_by_role("textbox")
    expect(answers).to_have_count(2)
    for number, text in enumerate(ANSWERS[:2]):
        answers.nth(number).fill(text)
    publish(desk)
    reader.goto(draft.full_url)
    poll_on(reader).get_by_role("button", name="At weekends").click()
    expect(poll_on(reader).get_by_text("1 vote", exact=True)).to_be_visible()
    desk.goto("/admin/reports/polls/")
    expect(desk.get_by_role("row").filter(has_text=QUESTION)).to_contain_text("At weekends: 1")
