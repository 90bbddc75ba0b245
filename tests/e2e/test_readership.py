"""A story that is read in a browser is counted, and rises among the popular stories."""

import pytest

from readership.ranking import clear_rankings
from tests.factories import ArticleFactory
from tests.processes import eventually
from tests.readership.reading import BROWSER, read_by, readers_of


@pytest.fixture
def browser_context_args(browser_context_args):
    """Browse as a reader does: a browser without a window says so, and does not count."""
    return {**browser_context_args, "user_agent": BROWSER}


def headlines(page):
    """Return the popular stories as they stand."""
    return page.locator(".popular__headline").all_inner_texts()


def test_a_story_that_is_read_in_a_browser_rises_in_the_ranking(page, section, context):
    ferry = ArticleFactory(parent=section, title="Ferry crosses")
    bridge = ArticleFactory(parent=section, title="Bridge opens")
    third = ArticleFactory(parent=section, title="Market hall burns")
    read_by(bridge, 1)
    clear_rankings()
    page.goto(third.url)
    assert headlines(page) == ["Bridge opens"]
    with page.expect_response(f"**/read/{ferry.pk}/") as told:
        page.goto(ferry.url)
    assert told.value.status == 204
    eventually(lambda: readers_of(ferry) == 1, seconds=10)
    read_by_another(page, ferry)
    clear_rankings()
    page.goto(third.url)
    assert headlines(page) == ["Ferry crosses", "Bridge opens"]
    assert context.cookies() == []


def read_by_another(page, story):
    """Let somebody else with another kind of browser read a story."""
    others = page.context.browser.new_context(user_agent=f"{BROWSER} Other/3")
    other = others.new_page()
    with other.expect_response(f"**/read/{story.pk}/"):
        other.goto(f"{page.url.partition('/news/')[0]}{story.url}")
    others.close()


def hear_of_all_requests(page):
    """Wait until one more request is heard of, as those before it are then."""
    with page.expect_request("**/robots.txt"):
        page.evaluate("fetch('/robots.txt').then(() => null)")


def test_a_story_in_a_tab_that_nobody_looks_at_is_not_read_before_somebody_does(page, section):
    story = ArticleFactory(parent=section)
    told = []
    page.on(
        "request", lambda request: told.append(request.url) if "/read/" in request.url else None
    )
    page.add_init_script(
        "window.seen = false;"
        "Object.defineProperty(document, 'visibilityState',"
        " { get: () => window.seen ? 'visible' : 'hidden' })"
    )
    page.goto(story.url)
    hear_of_all_requests(page)
    assert told == []
    with page.expect_request(f"**/read/{story.pk}/"):
        page.evaluate("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hear_of_all_requests(page)
    assert len(told) == 1
