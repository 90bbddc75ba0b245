"""What holds for every page that readers meet."""

import pytest

from tests.e2e.addresses import FRAMES, GATES, PAGES
from tests.e2e.axe import expect_no_violation
from tests.e2e.looks import expect_no_overhang
from tests.e2e.newspaper import newspaper


def expect_accessible_on_any_screen(page):
    expect_no_overhang(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    expect_no_violation(page)


@pytest.mark.newsroom(built_by=newspaper)
@pytest.mark.parametrize("path", [*PAGES, *FRAMES])
def test_a_page_leaves_no_cookie_fits_the_smallest_phone_and_is_accessible(page, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path, wait_until="networkidle")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    expect_accessible_on_any_screen(page)


@pytest.mark.newsroom(built_by=newspaper)
@pytest.mark.parametrize("path", GATES)
def test_a_gate_fits_the_smallest_phone_and_is_accessible_also_with_an_error(page, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    for field in page.locator("main form input:visible").all():
        field.fill("wrong")
    page.locator("main form button").click()
    page.locator("[role=alert]").wait_for()
    expect_accessible_on_any_screen(page)
