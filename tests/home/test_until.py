"""Limits of end times, in every time zone."""

import pytest
from django.urls import reverse
from wagtail.models import Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import BreakingNews, FrontPlacement, HomePage
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

# In UTC the first two are in the year 0 and in the year 10000, which no calendar has.
BEYOND = [
    ("Pacific/Auckland", "0001-01-01 00:00", "Give a year from 1000 to 9000."),
    ("America/New_York", "9999-12-31 23:59", "Give a year from 1000 to 9000."),
    ("UTC", "9000-12-31 23:59", "Choose a time within the next ten years, or none."),
]


@pytest.fixture(params=BEYOND)
def until(request, settings):
    """A time at the end of the calendar, in the time zone of the newspaper, and the error."""
    settings.TIME_ZONE, *text_and_error = request.param
    return text_and_error


def test_no_story_is_placed_until_the_end_of_the_calendar(client, editor, section, until):
    home, story = HomePage.objects.get(), ArticleFactory(parent=section)
    client.force_login(editor)
    rows = inline_formset([{"story": str(story.pk), "slot": "top", "until": until[0]}])
    form = {"title": home.title, "slug": home.slug, "placements": rows}
    data = nested_form_data({**form, "comments": inline_formset([]), "action-publish": "1"})
    response = client.post(reverse("wagtailadmin_pages:edit", args=[home.pk]), data)
    assert until[1] in response.text
    assert not FrontPlacement.objects.exists()


def test_no_banner_runs_until_the_end_of_the_calendar(client, editor, until):
    site = Site.objects.get()
    client.force_login(editor)
    address = reverse("wagtailsettings:edit", args=["home", "breakingnews", site.pk])
    response = client.post(address, {"text": "The tide is in", "story": "", "until": until[0]})
    assert until[1] in response.text
    assert not BreakingNews.objects.filter(text="The tide is in").exists()
