"""An editor curates the front page, and readers see it."""

from playwright.sync_api import expect

from tests.e2e.editing import publish
from tests.factories import ArticleFactory
from tests.home.placing import add_stories, front_page


def choose_story(page, region, title):
    """Choose a story in Wagtail's chooser, by searching for it."""
    region.get_by_role("button", name="Choose a page (Article)").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("textbox", name="Search term").fill(title)
    chooser.get_by_role("link", name=title).click()
    expect(chooser).to_have_count(0)


def test_readers_see_the_lead_that_an_editor_placed(desk, section, reader):
    add_stories(4, section)
    ArticleFactory(parent=section, title="The old wall speaks", published_at="2026-01-01T12:00Z")
    reader.goto("/")
    lead = reader.locator(".front__lead")
    expect(lead).not_to_contain_text("The old wall speaks")
    desk.goto(f"/admin/pages/{front_page().pk}/edit/")
    expect(desk.get_by_text("Fills itself").first).to_be_visible()
    desk.get_by_role("button", name="Add Story").click()
    row = desk.get_by_role("region", name="Story 1")
    choose_story(desk, row, "The old wall speaks")
    row.get_by_role("combobox", name="Slot").select_option("Lead")
    publish(desk)
    reader.goto("/")
    expect(lead).to_contain_text("The old wall speaks")
    expect(reader.get_by_role("link", name="The old wall speaks")).to_have_count(1)
    desk.goto(f"/admin/pages/{front_page().pk}/edit/")
    expect(desk.get_by_role("row").filter(has_text="The old wall speaks")).to_contain_text("Placed")


def test_an_editor_announces_breaking_news_and_ends_it(desk, section, reader):
    add_stories(4, section)
    desk.goto("/admin/")
    menu = desk.get_by_role("navigation", name="Main menu")
    menu.get_by_role("link", name="Breaking news", exact=True).click()
    desk.get_by_role("textbox", name="Text").fill("The wall has broken at pier four")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("updated")).to_be_visible()
    reader.goto("/news/")
    banner = reader.get_by_role("complementary", name="Breaking news")
    expect(banner).to_contain_text("The wall has broken at pier four")
    desk.goto("/admin/")
    desk.get_by_role("button", name="End now").click()
    expect(desk.get_by_text("No banner runs.")).to_be_visible()
    reader.goto("/news/")
    expect(banner).to_have_count(0)
