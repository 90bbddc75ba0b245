"""What an editor schedules, readers meet when its time has come."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from byline.worker.scheduled_publishing import publish_and_expire_due
from news.models import ArticlePage
from tests.e2e.editing import publish
from tests.factories import ArticleFactory

HEADLINE = "Ferry crosses on batteries alone"
LISTS = ["/", "/news/", "/recent/"]


@pytest.fixture
def draft(section):
    """A story that nobody has published yet."""
    story = ArticleFactory(parent=section, title=HEADLINE, published_at=None, draft=True)
    story.save_revision()
    return story


def fill_date(page, field, date):
    """Write a date and time into a field, and close the calendar that opens."""
    field.click()
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_be_visible()
    field.fill(f"{date:%Y-%m-%d %H:%M}")
    field.blur()  # Tab would open the calendar of the next field, a moment later
    expect(calendar).to_have_count(0)


def schedule(page, story, label, date):
    """Set a date in the schedule of a story and publish it, as an editor does."""
    page.goto(f"/admin/pages/{story.pk}/edit/")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    dialog = page.get_by_role("dialog", name="Set publishing schedule")
    fill_date(page, dialog.get_by_role("textbox", name=label), date)
    dialog.get_by_role("button", name="Save schedule").click()
    expect(page.get_by_text(f"Page '{story.title}' has been updated.")).to_be_visible()


def expect_hidden(reader, story):
    """See the story neither at its address nor in any list."""
    assert reader.goto(story.full_url).status == 404
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


def test_a_scheduled_story_goes_live_at_its_time(desk, draft, reader):
    tomorrow = timezone.now() + timedelta(days=1)
    schedule(desk, draft, "Go live date/time", tomorrow)
    publish(desk, "Schedule to publish")
    revision = draft.revisions.exclude(approved_go_live_at=None).get()
    assert abs(revision.approved_go_live_at - tomorrow) < timedelta(minutes=1)

    publish_and_expire_due()
    expect_hidden(reader, draft)
    come_true(draft)
    expect_hidden(reader, draft)
    publish_and_expire_due()
    expect_shown(reader, draft)


def test_an_expiry_date_hides_a_story_at_its_time(desk, draft, reader):
    schedule(desk, draft, "Expiry date/time", timezone.now() + timedelta(days=1))
    publish(desk)
    publish_and_expire_due()
    expect_shown(reader, draft)
    # By the clock alone; the worker then marks it as taken down.
    ArticlePage.objects.filter(pk=draft.pk).update(expire_at=timezone.now())
    expect_hidden(reader, draft)
    publish_and_expire_due()
    assert ArticlePage.objects.get(pk=draft.pk).expired


def test_an_embargoed_story_appears_by_the_clock_alone(desk, draft, reader):
    desk.goto(f"/admin/pages/{draft.pk}/edit/")
    field = desk.get_by_role("textbox", name="Publication date")
    tomorrow = timezone.now() + timedelta(days=1)
    fill_date(desk, field, tomorrow)
    publish(desk)
    story = ArticlePage.objects.get(pk=draft.pk)
    assert story.live
    expect_hidden(reader, story)

    with time_machine.travel(tomorrow - timedelta(hours=1)):
        expect_hidden(reader, story)
    with time_machine.travel(tomorrow):
        expect_shown(reader, story)
