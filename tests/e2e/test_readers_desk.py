"""An editor looks at what is read, and decides about a story's popularity."""

import pytest
from playwright.sync_api import expect

from readership.models import HourlyReaders, PopularChoice
from readership.reader_counts import today
from readership.windows import DAY, HOUR
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.newspaper import newspaper
from tests.readership.reading import read_by, read_on

pytestmark = pytest.mark.newsroom(built_by=newspaper)


@pytest.fixture
def read(story):
    """A story that has been read for some days."""
    HourlyReaders.objects.all().delete()
    for number in range(5):
        read_by(story, 4 + number, ago=number * HOUR)
        read_on(story, today() - (number + 2) * DAY, 30)
    return story


def test_an_editor_finds_what_is_read_and_pins_it(desk, read):
    desk.goto("/admin/")
    panel = desk.get_by_role("table", name="Readers since")
    expect(panel.get_by_role("row", name=read.title)).to_contain_text("9")
    panel.get_by_role("link", name=read.title).click()
    expect(desk.get_by_role("img", name="Readers by hour")).to_be_visible()
    desk.get_by_text("The same as a table").first.click()
    expect(desk.get_by_role("table", name="Readers by hour")).to_be_visible()
    desk.get_by_role("radio", name="Pin to the top").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Pinned to the top.")).to_be_visible()
    assert PopularChoice.objects.get().kind == "pinned"


def test_the_report_is_narrowed_and_downloaded(desk, read):
    desk.goto("/admin/")
    desk.get_by_role("button", name="Reports").click()
    desk.get_by_role("link", name="Readers", exact=True).click()
    expect(desk.get_by_role("row", name=read.title)).to_be_visible()
    desk.get_by_role("button", name="Show filters").click()
    desk.get_by_role("button", name="Author", exact=True).click()
    desk.get_by_role("textbox", name="Author").fill("nobody")
    expect(desk.get_by_text("Nobody has read such a story in this time.")).to_be_visible()
    desk.get_by_role("textbox", name="Author").fill("mara")
    expect(desk.get_by_role("row", name=read.title)).to_be_visible()
    desk.get_by_role("button", name="Actions").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download CSV").click()
    assert read.title in download.value.path().read_text()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/reports/readers/",
        "/admin/reports/readers/?first=never",
        "/admin/readers/{}/",
    ],
)
def test_nothing_is_wider_than_the_window_and_axe_finds_no_violation(desk, read, path):
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(path.format(read.pk), wait_until="networkidle")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    expect_no_violation(desk, OURS)
