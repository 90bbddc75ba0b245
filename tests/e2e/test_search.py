"""Readers search: with the keyboard, with a mouse, without scripts and on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from news.models import ArticlePage, SectionPage
from search.index import index_stories
from tests.e2e.axe import expect_no_violation
from tests.e2e.looks import OVERHANG, SMALLEST
from tests.factories import ArticleFactory, TopicFactory

PHONE = {"width": 390, "height": 844}
# Longer than a field waits before it asks.
A_WHILE = 600  # milliseconds


def about_ferries():
    """Publish two stories about a ferry, one that is not, a topic and an author."""
    section = SectionPage.objects.get(slug="news")
    ferries = TopicFactory(name="Ferries")
    made = [
        ArticleFactory(parent=section, title="Ferry crosses on batteries", about=[ferries]),
        ArticleFactory(parent=section, title="Ferry fares rise", authors=["Ferdinand Berg"]),
        ArticleFactory(parent=section, title="Market hall burns"),
    ]
    index_stories([story.pk for story in made])


pytestmark = pytest.mark.newsroom(built_by=about_ferries)


@pytest.fixture
def stories(db):
    return list(ArticlePage.objects.order_by("pk"))


@pytest.fixture
def field(page, stories):
    """The field in the masthead of the front page."""
    page.goto("/")
    return page.get_by_role("combobox", name="Search for")


def options(page):
    """Return what is offered, and what it is."""
    return [" ".join(text.split()) for text in page.get_by_role("option").all_inner_texts()]


def type_into(field, words):
    """Type, and wait for what is offered."""
    field.press_sequentially(words)
    expect(field).to_have_attribute("aria-expanded", "true")


def active(page, field):
    """Return what the field says is chosen in the list, None where nothing is."""
    number = field.get_attribute("aria-activedescendant")
    selected = page.locator("[role=option][aria-selected=true]")
    if number is None:
        expect(selected).to_have_count(0)
        return None
    expect(selected).to_have_count(1)
    assert selected.get_attribute("id") == number
    return " ".join(selected.inner_text().split())


def test_what_begins_so_is_offered_while_a_reader_types(page, field):
    expect(field).to_have_attribute("aria-autocomplete", "list")
    expect(field).to_have_attribute("aria-expanded", "false")
    type_into(field, "fer")
    assert options(page) == [
        "Ferries Topic",
        "Ferdinand Berg Author",
        "Ferry fares rise",
        "Ferry crosses on batteries",
    ]
    assert field.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(page.get_by_role("status")).to_have_text("4 suggestions")
    expect(field).to_be_focused()
    assert active(page, field) is None


def test_the_arrow_keys_go_round_the_list(page, field):
    type_into(field, "fer")
    chosen = []
    for key in ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown"]:
        field.press(key)
        chosen.append(active(page, field))
    first, second, last = "Ferries Topic", "Ferdinand Berg Author", "Ferry crosses on batteries"
    assert chosen == [first, second, first, last, first]
    expect(field).to_have_value("fer")


def test_enter_opens_what_is_chosen(page, field, stories):
    type_into(field, "fer")
    field.press("ArrowUp")
    field.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(stories[0].url)}$"))


def test_enter_searches_where_nothing_is_chosen(page, field):
    type_into(field, "fer")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=fer$"))


def test_escape_closes_the_list_and_then_clears_the_field(page, field):
    type_into(field, "fer")
    field.press("ArrowDown")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert active(page, field) is None
    expect(field).to_have_value("fer")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    field.press("Escape")
    expect(field).to_have_value("")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_escape_with_nothing_to_close_or_clear_is_left_to_the_browser(page, field):
    page.evaluate("addEventListener('keydown', (event) => window.used = event.defaultPrevented)")
    for typed, is_used in [("f", True), ("", False)]:
        field.fill(typed)
        field.press("Escape")
        assert page.evaluate("window.used") is is_used


def test_tab_closes_the_list_and_goes_on(page, field):
    type_into(field, "fer")
    field.press("ArrowDown")
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("banner").get_by_role("button", name="Search")).to_be_focused()


def test_home_and_end_move_the_caret(page, field):
    type_into(field, "fer")
    for key, place in [("Home", 0), ("End", 3)]:
        field.press("ArrowDown")
        field.press(key)
        assert field.evaluate("field => field.selectionStart") == place
        assert active(page, field) is None


@pytest.mark.parametrize("touch", [False, True])
def test_a_click_and_a_touch_open_what_is_offered(new_context, stories, touch):
    page = new_context(has_touch=touch, viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/")
    field = page.get_by_role("combobox", name="Search for")
    type_into(field, "fares")
    option = page.get_by_role("option", name="Ferry fares rise")
    if touch:
        option.tap()
    else:
        option.click()
    expect(page).to_have_url(re.compile(f"{re.escape(stories[1].url)}$"))


def test_a_click_elsewhere_closes_the_list(page, field):
    type_into(field, "fer")
    page.get_by_role("contentinfo").click()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_one_letter_asks_nothing_and_quick_typing_asks_once(page, field):
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/search/suggest/" in r.url else None)
    page.clock.install()
    page.clock.pause_at(timezone.now() + timedelta(days=1))
    for typed in ["f", "erry"]:
        field.press_sequentially(typed)
        page.clock.run_for(A_WHILE)
    expect(field).to_have_attribute("aria-expanded", "true")
    assert [url.rpartition("=")[2] for url in asked] == ["ferry"]


def test_a_question_that_is_out_of_date_is_taken_back(page, field):
    page.route("**/suggest/?q=fer", lambda _route: None)  # without an answer
    with page.expect_request("**/suggest/?q=fer"):
        field.press_sequentially("fer")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("?q=fer")):
        field.fill("market")
    expect(page.get_by_role("option")).to_have_text(["Market hall burns"])


@pytest.mark.parametrize("status", [429, 500, None])
def test_a_server_without_an_answer_is_no_trouble(page, field, status):
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def fail(route):
        route.abort() if status is None else route.fulfill(status=status, body="no")

    page.route("**/suggest/*", fail)
    ended = "requestfailed" if status is None else "response"
    with page.expect_event(ended, lambda one: "/suggest/" in one.url):
        field.press_sequentially("fares")
    page.evaluate("new Promise(setTimeout)")  # what it answered is dealt with now
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("status")).to_have_text("")
    assert problems == []
    field.press("Enter")
    expect(page.get_by_role("heading", name="Ferry fares rise")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/search/?q=ferry"])
def test_axe_finds_nothing_in_what_is_offered(page, stories, path):
    page.goto(path)
    field = page.get_by_role("combobox", name="Search for")
    field.fill("")
    type_into(field, "fer")
    field.press("ArrowDown")
    expect_no_violation(page)


def test_searching_needs_no_javascript(new_context, stories):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("searchbox", name="Search for").fill("ferry")
    page.get_by_role("button", name="Search").click()
    results = page.get_by_role("main").get_by_role("listitem").get_by_role("heading", level=2)
    expect(results).to_have_count(2)
    author = page.get_by_role("link", name="Ferdinand Berg")
    expect(author).to_be_hidden()
    page.get_by_text("Narrow down", exact=True).first.click()
    author.click()
    expect(results).to_have_text(["Ferry fares rise"])
    page.get_by_role("link", name="Remove Author: Ferdinand Berg").click()
    expect(results).to_have_count(2)


def test_in_a_wide_window_what_narrows_a_search_down_is_there(page, stories):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/search/?q=ferry")
    expect(page.get_by_text("Narrow down", exact=True).first).to_be_hidden()
    expect(page.get_by_role("link", name="Ferdinand Berg")).to_be_visible()


def test_on_the_smallest_phone_nothing_is_cut_even_with_large_type(page, stories):
    page.set_viewport_size(SMALLEST)
    page.goto("/search/?q=ferry&section=news")
    page.get_by_text("Narrow down", exact=True).first.click()
    for size in ("100%", "200%"):
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert page.evaluate(OVERHANG) == 0, size
        field = page.get_by_role("combobox", name="Search for")
        field.fill("")
        type_into(field, "fer")
        assert page.evaluate(OVERHANG) == 0, size


def test_a_printed_result_has_no_fields(page, stories):
    page.goto("/search/?q=ferry")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Ferry fares rise")).to_be_visible()
    expect(page.get_by_role("search")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
