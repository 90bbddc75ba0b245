"""Readers comment with the proof of work of the plugin ALTCHA, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from byline.plugins.testing import configured
from byline_altcha.models import UsedChallenge
from comments.models import ReaderComment, State
from tests.e2e.axe import expect_no_violation
from tests.e2e.newspaper import newspaper
from tests.e2e.test_comments import take_time

pytestmark = pytest.mark.newsroom(built_by=newspaper)
READY = "Your browser is checked."
WAITS = "Waiting for a moderator: only you see it."


@pytest.fixture(autouse=True)
def _settings():
    """Let the browser find a solution soon."""
    with configured("altcha", max_number=20, cost=100, without_script="hold"):
        yield


def comment():
    return ReaderComment.objects.latest("pk")


def fill_in(page, text):
    page.get_by_role("textbox", name="Comment").fill(text)
    take_time(page)


def send(page):
    page.get_by_role("button", name="Send the comment").click()


@pytest.mark.parametrize("is_on_story", [True, False], ids=["in the story", "on its own page"])
def test_the_browser_works_while_the_reader_writes(page, story, is_on_story):
    if is_on_story:
        page.goto(story.full_url)
        expect(page.locator("altcha-proof")).to_have_count(0)
        page.get_by_role("link", name="Write a comment").click()
    else:
        page.goto(f"/comments/on/{story.pk}/write/")
    page.get_by_role("textbox", name="Comment").focus()
    expect(page.get_by_role("status").filter(has_text=READY)).to_be_visible()
    expect_no_violation(page)
    fill_in(page, "With all its work")
    send(page)
    expect(page.get_by_role("article").filter(has_text="With all its work")).to_be_visible()
    assert comment().state == State.APPROVED
    assert UsedChallenge.objects.count() == 1


def test_a_form_that_is_sent_before_waits_and_is_sent_once(page, story):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/plugins/altcha/challenge/", hold)
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    fill_in(page, "Sooner than the sum")
    send(page)
    send(page)
    expect(page.get_by_text("One moment: your comment is sent")).to_be_visible()
    held.pop().continue_()
    expect(page.get_by_role("article").filter(has_text="Sooner than the sum")).to_be_visible()
    assert held == []
    assert comment().state == State.APPROVED
    assert ReaderComment.objects.filter(comment="Sooner than the sum").count() == 1


def test_where_the_work_fails_the_comment_waits_for_a_moderator(page, story):
    page.route("**/plugins/altcha/challenge/", lambda route: route.fulfill(status=503))
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_text("Your browser could not be checked.")).to_be_visible()
    fill_in(page, "Not by my fault")
    send(page)
    expect(page.get_by_text(WAITS)).to_be_visible()
    assert comment().held_because == "Its browser has not done the proof of work."


def test_a_refused_form_finds_another_solution(page, story):
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    expect(page.get_by_text(READY)).to_be_visible()
    page.locator("[name=altcha]").evaluate("(field) => { field.value = 'forged'; }")
    fill_in(page, "Sent twice")
    send(page)
    expect(page.get_by_text("The check of your browser did not work.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Sent twice")
    page.get_by_role("textbox", name="Comment").focus()
    expect(page.get_by_text(READY)).to_be_visible()
    take_time(page)
    send(page)
    expect(page.get_by_role("article").filter(has_text="Sent twice")).to_be_visible()
    assert comment().state == State.APPROVED


def test_without_scripts_the_comment_waits_for_a_moderator(new_context, story):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(story.full_url)
    page.get_by_role("link", name="Write a comment").click()
    expect(page.locator(".altcha__without")).to_be_visible()
    fill_in(page, "Without scripts")
    send(page)
    expect(page.get_by_text(WAITS)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/comments/{comment().pk}/"))
    assert comment().state == State.PENDING
