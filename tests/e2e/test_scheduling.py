"""What an editor schedules, readers meet when its time has come."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from byline.worker.scheduled_publishing import publish_and_expire_due
from news.models import ArticlePage
from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import publish, wait_until_stored
from tests.factories import ArticleFactory

HEADLINE = "Ferry crosses on batteries alone"
LISTS = ["/", "/news/", "/recent/"]


@pytest.fixture
def draft(section):
    """A story that nobody has published yet."""
    story = ArticleFactory(parent=section, title=HEADLINE, published_at=None, draft=True)
    story.save_revision()
    return story


def fill_time(page, label, at):
    """Write a time of the browser's own input, in the zone of the user."""
    page.get_by_label(label, exact=True).fill(f"{at:%Y-%m-%dT%H:%M}")


def wait_until_time_is_stored(page, story, field, at):
    """Wait until autosave has stored a time: published meanwhile, a story is “changed since”."""
    wait_until_stored(
        page, story, field, lambda stored: stored and abs(stored - at) < timedelta(minutes=1)
    )


def sentences(page):
    """What is said about the release that is chosen."""
    return page.locator(".release__sentences")


IS_UNCOVERED = """(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  return element === top || element.contains(top);
}"""


def expect_uncovered(page, element):
    """Wait until a click on the middle of an element would reach it."""
    page.wait_for_function(IS_UNCOVERED, arg=element.element_handle())


def expect_hidden(reader, story):
    """See the story neither at its address nor in any list."""
    assert reader.goto(story.full_url).status in {404, 410}
    for path in LISTS:
        reader.goto(path)
        expect(reader.get_by_text(HEADLINE)).to_have_count(0)


def expect_shown(reader, story):
    """See the story at its address and in every list."""
    assert reader.goto(story.full_url).status == 200
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    for path in LISTS:
        reader.goto(path)
        expect(reader.get_by_role("main").get_by_role("link", name=HEADLINE)).to_be_visible()


def come_true(story):
    """Move the dates that an editor gave to just now: nobody can wait for tomorrow."""
    now = timezone.now() - timedelta(seconds=1)
    revision = story.revisions.exclude(approved_go_live_at=None).get()
    revision.content["go_live_at"] = now.isoformat()
    revision.approved_go_live_at = now
    revision.save()


def test_a_scheduled_story_goes_live_at_its_time(open_form, draft, reader):
    tomorrow = timezone.now() + timedelta(days=1)
    page = open_form(draft)
    page.get_by_label("At a time").check()
    fill_time(page, "Published by itself at", tomorrow)
    expect(sentences(page)).to_contain_text(f"on {tomorrow:%A} {tomorrow.day} {tomorrow:%B %Y}")
    wait_until_time_is_stored(page, draft, "go_live_at", tomorrow)
    publish(page, "Schedule to publish")
    revision = draft.revisions.exclude(approved_go_live_at=None).get()
    assert abs(revision.approved_go_live_at - tomorrow) < timedelta(minutes=1)

    publish_and_expire_due()
    expect_hidden(reader, draft)
    come_true(draft)
    expect_hidden(reader, draft)
    publish_and_expire_due()
    expect_shown(reader, draft)


def test_an_expiry_date_hides_a_story_at_its_time(open_form, draft, reader):
    page = open_form(draft)
    tomorrow = timezone.now() + timedelta(days=1)
    fill_time(page, "It disappears at", tomorrow)
    expect(sentences(page)).to_contain_text("It disappears on")
    wait_until_time_is_stored(page, draft, "expire_at", tomorrow)
    publish(page)
    publish_and_expire_due()
    expect_shown(reader, draft)
    # By the clock alone; the worker then marks it as taken down.
    ArticlePage.objects.filter(pk=draft.pk).update(expire_at=timezone.now())
    expect_hidden(reader, draft)
    publish_and_expire_due()
    assert ArticlePage.objects.get(pk=draft.pk).expired


def test_an_embargoed_story_appears_by_the_clock_alone(open_form, draft, reader):
    page = open_form(draft)
    tomorrow = timezone.now() + timedelta(days=1)
    page.get_by_label("Under embargo").check()
    fill_time(page, "Embargoed until", tomorrow)
    expect(sentences(page)).to_contain_text("Until the embargo ends nobody can show it")
    wait_until_time_is_stored(page, draft, "published_at", tomorrow)
    publish(page)
    story = ArticlePage.objects.get(pk=draft.pk)
    assert story.live
    expect_hidden(reader, story)

    with time_machine.travel(tomorrow - timedelta(hours=1)):
        expect_hidden(reader, story)
    with time_machine.travel(tomorrow):
        expect_shown(reader, story)


# --- The control ----------------------------------------------------------------------


def test_a_story_is_scheduled_with_the_keyboard_alone_on_a_phone(open_form, draft):
    page = open_form(draft)
    page.set_viewport_size({"width": 390, "height": 800})
    choice = page.get_by_role("radiogroup", name="Readers see this story")
    choice.get_by_label("As soon as it is published").focus()
    page.keyboard.press("ArrowDown")
    year = timezone.now().year + 1
    page.keyboard.press("Tab")
    page.keyboard.type(f"1201{year}")
    page.keyboard.press("Tab")  # from the year to the hour
    page.keyboard.type("0600AM")
    expect(page.get_by_label("Published by itself at")).to_have_value(f"{year}-12-01T06:00")
    expect(sentences(page)).to_contain_text(f"1 December {year}, 06:00 (UTC)")
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    for field in page.locator("[data-zoned-time]:visible").all():
        assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth")
    more = page.get_by_role("button", name="More actions")
    more.focus()
    expect_uncovered(page, more)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Schedule to publish")).to_be_visible()


def test_the_status_leads_to_the_control_from_another_tab_on_a_phone(open_form, draft):
    page = open_form(draft)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("link", name="Change when readers see it").click()
    first = page.get_by_label("As soon as it is published")
    expect(first).to_be_focused()
    expect_uncovered(page, first)


def test_of_a_time_that_clocks_show_twice_one_is_chosen(open_form, draft, editor, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    UserProfile.objects.create(user=editor, current_time_zone="Europe/Vienna")
    year = timezone.now().year + 1
    last_sunday = max(
        day
        for day in (datetime(year, 10, day, 2, 30, tzinfo=UTC) for day in range(25, 32))
        if day.weekday() == 6
    )
    page = open_form(draft)
    page.get_by_label("Under embargo").check()
    fill_time(page, "Embargoed until", last_sunday)
    page.get_by_label("Which is meant?").select_option("the second time, UTC+1")
    field = page.locator("[data-release-field=embargoed_until]")
    expect(field).to_contain_text(f"Readers see: {last_sunday.day} October {year}, 10:30 (Tokyo)")
    expect(sentences(page)).to_contain_text("02:30 (Vienna, UTC+1)")
    wait_until_time_is_stored(page, draft, "published_at", last_sunday - timedelta(hours=1))


def test_tabbing_through_the_dialog_of_a_section_covers_no_button(desk, section):
    desk.goto(f"/admin/pages/{section.pk}/edit/")
    desk.get_by_role("button", name="Toggle status").click()
    desk.get_by_role("button", name="Set schedule").click()
    dialog = desk.get_by_role("dialog", name="Set publishing schedule")
    save = dialog.get_by_role("button", name="Save schedule")
    dialog.get_by_label("Go live date/time").focus()
    for _ in range(20):
        desk.keyboard.press("Tab")
        assert save.evaluate(IS_UNCOVERED)
        if save.evaluate("(button) => button === document.activeElement"):
            break
    expect(save).to_be_focused()


def test_axe_finds_nothing_in_the_control_and_the_notice(open_form, draft, editor):
    UserProfile.objects.create(user=editor, current_time_zone="Asia/Tokyo")
    page = open_form(draft)
    page.get_by_label("Under embargo").check()
    fill_time(page, "Embargoed until", timezone.now() + timedelta(days=30))
    expect(sentences(page)).to_contain_text("(Tokyo)")
    expect_no_violation(page, {"include": [["#release"], [".newsroom-clock"]]})
