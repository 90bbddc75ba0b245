"""An editor tries two headlines on the front page, and readers are counted for theirs."""

import pytest
from playwright.sync_api import expect

from byline_headline_test.models import HeadlineTest
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.looks import SMALLEST, expect_no_overhang
from tests.factories import ArticleFactory
from tests.home.placing import add_stories, front_page
from tests.processes import eventually
from tests.readership.reading import BROWSER

A, B = "Ferry crosses the strait", "The ferry that burns nothing"
DRAW = "Math.random = () => {}"
BELOW_THE_FOLD = """addEventListener("DOMContentLoaded", () => {
  document.body.style.paddingTop = "5000px";
}, { capture: true })"""


@pytest.fixture
def ferry(section):
    add_stories(4, section)
    return ArticleFactory(parent=section, title=A, slug="ferry")


@pytest.fixture
def reader(new_context):
    """Open the browser of a reader who draws a number."""

    def draw(number, **options):
        page = new_context(user_agent=BROWSER, **options).new_page()
        page.add_init_script(DRAW.format(number))
        return page

    return draw


def numbers():
    return HeadlineTest.objects.values_list("shown_a", "read_a", "shown_b", "read_b").get()


def open_panel(desk):
    desk.goto(f"/admin/pages/{front_page().pk}/edit/")
    return desk.locator("[data-headline-tests]")


def start_test(desk):
    """Start a test with the keys alone, from the field of the headline on."""
    panel = open_panel(desk)
    panel.get_by_label("Story").select_option(A)
    panel.get_by_label("Headline B").fill(B)
    panel.get_by_label("Headline B").press("Enter")
    expect(panel.get_by_text("The test has started.")).to_be_visible()
    return panel


def test_an_editor_tries_two_headlines(desk, ferry, reader):
    panel = open_panel(desk)
    expect(panel).to_contain_text("No test runs.")
    panel = start_test(desk)
    draws = {A: reader(0.2), B: reader(0.7)}
    for headline, page in draws.items():
        page.goto("/")
        link = page.get_by_role("link", name=headline)
        expect(link).to_be_visible()
        assert link.inner_html() == headline
    eventually(lambda: numbers() == (1, 0, 1, 0))
    assert draws[A].get_by_text(B).count() == draws[B].get_by_text(A).count() == 0
    page = draws[B]
    with page.expect_response(f"**/read/{ferry.pk}/?from=*"):
        page.get_by_role("link", name=B).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(A)
    assert page.url.endswith("/news/ferry/")
    assert page.context.cookies() == []
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    eventually(lambda: numbers() == (1, 0, 1, 1))
    panel = open_panel(desk)
    expect(panel).to_contain_text("shown 1, read 1")
    panel.get_by_role("button", name="Stop the test").click()
    expect(panel.get_by_text("The test was stopped.")).to_be_visible()
    draws[B].goto("/")
    expect(draws[B].get_by_role("link", name=A)).to_be_visible()


def test_what_is_typed_and_refused_stays_and_the_page_is_not_saved(desk, ferry):
    panel = open_panel(desk)
    panel.get_by_label("Story").select_option(A)
    panel.get_by_label("Headline B").fill(A)
    panel.get_by_role("button", name="Start").click()
    expect(panel.get_by_role("alert")).to_have_text("That is the headline that the story has.")
    expect(panel.get_by_label("Headline B")).to_have_value(A)
    assert not front_page().revisions.exists()


def test_b_goes_into_a_draft_that_the_editor_sees(desk, ferry):
    panel = start_test(desk)
    panel.get_by_role("button", name="Put B into a draft").click()
    desk.wait_for_url(f"**/admin/pages/{ferry.pk}/edit/")
    expect(desk.locator("#id_title")).to_have_value(B)


def test_without_scripts_the_headline_is_the_real_one(desk, ferry, reader):
    start_test(desk)
    page = reader(0.7, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("link", name=A, exact=True)).to_be_visible()
    expect(page.get_by_text(B)).to_be_hidden()


def test_a_copied_link_counts_for_no_headline(desk, ferry, reader):
    start_test(desk)
    page = reader(0.7)
    test = HeadlineTest.objects.get()
    with page.expect_response(f"**/read/{ferry.pk}/"):
        page.goto(f"/news/ferry/#from=headline_test:{test.pk}b")
    assert page.url.endswith("/news/ferry/")


def test_a_headline_counts_once_and_not_before_it_is_seen(desk, ferry, reader):
    start_test(desk)
    page = reader(0.7)
    sent = []
    page.on("request", lambda one: sent.append(one.url) if "/shown/" in one.url else None)
    page.add_init_script(BELOW_THE_FOLD)
    page.goto("/")
    link = page.get_by_role("link", name=B)
    expect(link).not_to_be_in_viewport()
    let_observers_look(page)
    assert sent == []
    for _ in range(2):
        link.scroll_into_view_if_needed()
        let_observers_look(page)
        page.evaluate("scrollTo(0, 0)")
        let_observers_look(page)
    eventually(lambda: HeadlineTest.objects.get().shown_b == 1)
    assert len(sent) == 1


def let_observers_look(page):
    """Wait until what is in view now was observed."""
    page.evaluate(
        """() => new Promise((done) => {
          const observer = new IntersectionObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(done));
          });
          observer.observe(document.body);
        })"""
    )


def test_the_panel_and_the_page_are_accessible_and_fit_a_small_phone(desk, ferry, reader):
    panel = start_test(desk)
    HeadlineTest.objects.update(shown_a=900, read_a=80, shown_b=920, read_b=120)
    open_panel(desk)
    expect_no_violation(desk, OURS)
    desk.set_viewport_size({"width": 390, "height": 800})
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    page = reader(0.7, viewport=SMALLEST)
    page.goto("/")
    expect_no_violation(page)
    expect_no_overhang(page)
