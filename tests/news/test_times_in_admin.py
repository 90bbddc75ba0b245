"""Times in Wagtail's own texts name their zone where it is not the newsroom's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from news.models import ArticlePage
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 5, tzinfo=UTC)
NOW_IN_TOKYO = "30 November 2026, 14:00 (Tokyo), which is 06:00 in Vienna"
TOMORROW_IN_TOKYO = "1 December 2026, 14:00 (Tokyo), which is 06:00 in Vienna"


@pytest.fixture(autouse=True)
def vienna(settings):
    """A newsroom in Vienna, on a Monday at six in the morning."""
    settings.TIME_ZONE = "Europe/Vienna"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["Asia/Tokyo", "Europe/Berlin"])
def is_elsewhere(request, client, editor):
    """Whether the editor's clock is another than the newsroom's."""
    UserProfile.objects.create(user=editor, current_time_zone=request.param)
    client.force_login(editor)
    return request.param == "Asia/Tokyo"


@pytest.fixture
def story(section):
    """A draft with a title that has to be escaped."""
    made = ArticleFactory(parent=section, draft=True, title="Tide & turns", signals=True)
    made.save_revision()
    return made


def schedule(story, editor):
    story.go_live_at = NOW + timedelta(days=1)
    story.save_revision(user=editor).publish(user=editor)


def form_of(client, story):
    return client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text


def test_the_message_of_a_lock_names_both_times(client, is_elsewhere, story):
    someone = UserFactory(first_name="Ann", last_name="Lee")
    ArticlePage.objects.update(locked=True, locked_by=someone, locked_at=NOW)
    form = form_of(client, story)
    assert (f"on <b>{NOW_IN_TOKYO}</b>" in form) is is_elsewhere
    assert "Tide &amp; turns' was locked" in form


def test_the_message_of_a_schedule_names_both_times(client, is_elsewhere, story, editor):
    schedule(story, editor)
    form = form_of(client, story)
    assert ("to go live at " + TOMORROW_IN_TOKYO in form) is is_elsewhere


def test_the_log_names_both_times(client, is_elsewhere, story, editor):
    schedule(story, editor)
    log = client.get(reverse("wagtailadmin_pages:history", args=[story.pk])).text
    assert (f"scheduled for publishing at {TOMORROW_IN_TOKYO}" in log) is is_elsewhere


def test_under_the_status_stands_whose_time_it_is(client, is_elsewhere, story, editor):
    story.save_revision(user=editor)
    panel = BeautifulSoup(form_of(client, story), "lxml").select_one("[data-side-panel=status]")
    hour = "14:00 by" if is_elsewhere else "06:00 by"
    assert hour in panel.text
    told = "Times are Tokyo time; Vienna is 8 hours behind." in panel.text
    assert told is is_elsewhere
