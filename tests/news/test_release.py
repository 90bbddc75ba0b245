"""One control says when readers see a story: at once, at a time, or under embargo."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile

from news.models import ArticlePage
from news.release import Plan, Release, release_of
from tests.factories import ArticleFactory, UserFactory
from tests.news.editing import form_data

NOW = datetime(2026, 11, 30, 5, tzinfo=UTC)
TOMORROW, LATER = NOW + timedelta(days=1), NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def vienna(settings):
    """A newsroom in Vienna, on a Monday at six in the morning."""
    settings.TIME_ZONE = "Europe/Vienna"
    with time_machine.travel(NOW, tick=False):
        yield


def said(**fields):
    return " ".join(Plan(**fields).sentences())


def words(html, selector):
    return " ".join(BeautifulSoup(html, "html.parser").select_one(selector).get_text(" ").split())


# --- What is said ---------------------------------------------------------------------


def test_a_draft_is_seen_as_soon_as_it_is_published():
    assert said() == "Readers see this story as soon as it is published."


def test_a_schedule_names_the_day_the_time_and_the_zone():
    told = said(release=Release.AT, at=TOMORROW, expires_at=LATER)
    assert told.startswith("Readers see this story on Tuesday 1 December 2026, 06:00 (Vienna).")
    assert "nobody can change it" in told
    assert "This holds once it is scheduled." in told
    assert told.endswith("It disappears on Friday 4 December 2026, 06:00 (Vienna).")


def test_a_schedule_in_force_says_how_to_change_it():
    told = said(release=Release.AT, at=TOMORROW, is_settled=True)
    assert told.endswith("It is scheduled: cancel that to change it.")


def test_the_next_version_of_a_public_story_replaces_it_at_its_time():
    told = said(release=Release.AT, at=TOMORROW, is_public=True)
    assert told.startswith("Readers see these changes on Tuesday 1 December 2026, 06:00 (Vienna).")
    assert "Until then they see the story as it is" in told


def test_an_embargo_says_that_nobody_can_end_it_by_publishing():
    told = said(release=Release.EMBARGO, at=TOMORROW)
    assert "on Tuesday 1 December 2026, 06:00 (Vienna), if it is published by then." in told
    assert "Until the embargo ends nobody can show it to readers" in told


def test_a_story_that_is_published_under_its_embargo_needs_nothing_more():
    told = said(release=Release.EMBARGO, at=TOMORROW, is_settled=True)
    assert "06:00 (Vienna): it is published already." in told


def test_an_embargo_of_what_readers_know_is_said_to_hide_it():
    told = said(release=Release.EMBARGO, at=TOMORROW, is_public=True)
    assert "Readers see this story now. Published so, it disappears." in told


@pytest.mark.parametrize("release", [Release.AT, Release.EMBARGO])
def test_a_missing_and_a_past_time_are_named(release):
    assert said(release=release).startswith("Give the time at which")
    assert said(release=release, at=NOW).startswith("This time is past: 30 November 2026, 06:00")


def test_an_expired_story_is_said_to_be_out_of_sight():
    assert "It expired on" in said(expires_at=NOW)


@pytest.mark.parametrize(
    ("go_live_at", "published_at", "release"),
    [
        (None, None, Release.NOW),
        (NOW, NOW, Release.NOW),
        (TOMORROW, None, Release.AT),
        (TOMORROW, NOW, Release.AT),
        (None, TOMORROW, Release.EMBARGO),
        (TOMORROW, LATER, Release.EMBARGO),
        (LATER, TOMORROW, Release.AT),
    ],
)
def test_of_two_times_readers_see_a_story_at_the_later(go_live_at, published_at, release):
    assert release_of(ArticlePage(go_live_at=go_live_at, published_at=published_at)) == release


# --- What is stored -------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(section):
    return ArticleFactory(parent=section, draft=True, published_at=None, signals=True)


def again(story):
    return ArticlePage.objects.get(pk=story.pk)


def latest(story):
    return again(story).get_latest_revision_as_object()


def errors(response):
    return words(response.text, "#release") if response.status_code == 200 else ""


def test_an_embargo_publishes_and_hides_the_story(desk, draft, client):
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00")
    story = again(draft)
    assert (story.live, story.published_at, story.go_live_at) == (True, TOMORROW, None)
    assert "it is published already" in form_of(client, draft).select_one("#release").text
    assert client.get(story.url).status_code == 404
    with time_machine.travel(TOMORROW, tick=False):
        assert client.get(story.url).status_code == 200


def test_a_time_schedules_the_story(desk, draft):
    desk.edit(draft, release="at", go_live_at="2026-12-01T06:00")
    assert not again(draft).live
    assert again(draft).scheduled_revision.approved_go_live_at == TOMORROW


def test_the_times_of_other_choices_count_for_nothing(desk, draft):
    desk.edit(
        draft,
        release="now",
        go_live_at="2026-12-01T06:00",
        embargoed_until="nonsense",
        published_at="",
    )
    assert again(draft).live
    assert again(draft).published_at == NOW
    assert again(draft).go_live_at is None


def test_a_broken_date_that_an_embargo_replaces_does_not_stop_it(desk, draft):
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00", published_at="nonsense")
    assert again(draft).published_at == TOMORROW


@pytest.mark.parametrize("choice", [("at", "go_live_at"), ("embargo", "embargoed_until")])
@pytest.mark.parametrize(
    ("time", "error"), [("", "Give the time."), ("2026-11-30T05:59", "This time is past")]
)
def test_publishing_needs_a_time_to_come(desk, draft, choice, time, error):
    release, field = choice
    response = desk.edit(draft, release=release, **{field: time})
    assert error in errors(response)
    assert not again(draft).live


@pytest.mark.parametrize("release", ["at", "embargo"])
def test_a_draft_is_saved_without_the_time(desk, draft, release):
    assert desk.edit(draft, "draft", release=release, standfirst="New").status_code == 302
    assert latest(draft).standfirst == "New"


def test_a_draft_keeps_its_embargo_while_another_time_is_typed(desk, draft):
    desk.edit(draft, "draft", release="embargo", embargoed_until="2026-12-01T06:00")
    desk.edit(draft, "draft", release="embargo", embargoed_until="")
    assert latest(draft).published_at == TOMORROW


def test_a_story_cannot_disappear_before_its_embargo_ends(desk, draft):
    response = desk.edit(
        draft,
        release="embargo",
        embargoed_until="2026-12-01T06:00",
        expire_at="2026-12-01T06:00",
    )
    assert "It would disappear before the embargo ends." in errors(response)


def test_a_publication_date_to_come_is_no_second_way_to_an_embargo(desk, draft):
    response = desk.edit(draft, release="now", published_at="2026-12-01T06:00")
    assert "To hide the story until then, choose “Under embargo" in errors(response)


def test_a_lifted_embargo_dates_the_story_at_that_moment(desk, draft):
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        desk.edit(draft, release="now", published_at="")
    assert again(draft).published_at == NOW + timedelta(hours=2)


def test_an_embargo_that_ended_while_the_form_was_open_dates_the_story(desk, draft):
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00")
    with time_machine.travel(TOMORROW + timedelta(hours=1), tick=False):
        response = desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00")
        assert "choose “As soon as it is published”" in errors(response)
        desk.edit(draft, release="now", published_at="")
        assert again(draft).published_at == TOMORROW
        desk.edit(draft, release="now", published_at="")
    assert again(draft).published_at == TOMORROW


def test_a_story_whose_date_is_emptied_has_that_of_its_first_publication_again(desk, draft):
    desk.edit(draft, release="now")
    with time_machine.travel(LATER, tick=False):
        desk.edit(draft, release="now", published_at="2026-12-02T06:00")
        assert again(draft).published_at == NOW + timedelta(days=2)
        desk.edit(draft, release="now", published_at="")
    assert again(draft).published_at == NOW


@pytest.mark.parametrize("hours", [2, 48])
def test_an_embargo_that_a_draft_lifts_dates_the_story_when_readers_see_it(desk, draft, hours):
    """Published without the form: by a workflow, with others, by the clock."""
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T06:00")
    desk.edit(draft, "draft", release="now", published_at="")
    now = NOW + timedelta(hours=hours)
    with time_machine.travel(now, tick=False):
        again(draft).latest_revision.publish()
    assert again(draft).published_at == min(now, TOMORROW)


def test_the_time_at_which_a_story_went_live_stays(desk, draft):
    ArticlePage.objects.filter(pk=draft.pk).update(go_live_at=NOW - timedelta(days=1))
    desk.edit(draft, release="now", go_live_at="2026-11-29T06:00")
    assert again(draft).go_live_at == NOW - timedelta(days=1)


@pytest.mark.parametrize("action", ["draft", "publish"])
def test_dates_that_are_not_posted_stay(desk, draft, client, action):
    desk.edit(
        draft,
        release="embargo",
        embargoed_until="2026-12-01T06:00",
        expire_at="2026-12-04T06:00",
    )
    data = form_data(title="Partial", slug=draft.slug)
    del data["published_at"]
    if action == "publish":
        data["action-publish"] = "1"
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), data)
    story = latest(draft)
    assert (story.title, story.published_at, story.expire_at) == ("Partial", TOMORROW, LATER)
    assert again(draft).published_at == TOMORROW


def test_a_schedule_that_is_not_posted_stays(desk, draft):
    desk.edit(draft, "draft", release="at", go_live_at="2026-12-01T06:00")
    desk.edit(draft, "draft", title="Partial")
    assert (latest(draft).title, latest(draft).go_live_at) == ("Partial", TOMORROW)


@pytest.mark.parametrize(
    "dates",
    [
        {"release": "embargo", "embargoed_until": "nonsense"},
        {"release": "now", "published_at": "2026-12-04T06:00"},
        {"release": "now", "published_at": "nonsense"},
    ],
)
def test_dates_that_are_refused_do_not_stop_the_autosave(desk, draft, client, dates):
    desk.edit(draft, "draft", release="embargo", embargoed_until="2026-12-01T06:00")
    data = form_data(title="Typed", slug=draft.slug, **dates) | {"autosave": "1"}
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.post(address, data, headers={"accept": "application/json"}).json()["success"]
    assert (latest(draft).title, latest(draft).published_at) == ("Typed", TOMORROW)


# --- The form -------------------------------------------------------------------------


def form_of(client, story):
    response = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    return BeautifulSoup(response.text, "lxml")


def value(form, name):
    return form.select_one(f"input[name={name}]").get("value")


def test_the_form_shows_an_embargo_as_one(desk, draft, client):
    desk.edit(draft, "draft", release="embargo", embargoed_until="2026-12-01T06:00")
    form = form_of(client, draft)
    assert form.select_one("input[name=release][checked]")["value"] == "embargo"
    assert value(form, "embargoed_until") == "2026-12-01T06:00"
    assert value(form, "published_at") is None
    assert "on Tuesday 1 December 2026, 06:00 (Vienna)" in form.select_one("#release").text


def test_there_is_no_second_place_to_set_times(desk, draft, client):
    form = form_of(client, draft)
    assert len(form.select("input[name=go_live_at]")) == 1
    assert not form.select("[data-a11y-dialog-show=schedule-publishing-dialog]")
    status = form.select_one("[data-side-panel=status]").text
    assert "Readers see this story as soon as it is published." in status


def test_the_status_of_a_scheduled_story_says_when_it_appears(desk, draft, client):
    desk.edit(draft, release="at", go_live_at="2026-12-01T06:00")
    status = form_of(client, draft).select_one("[data-side-panel=status]")
    assert "on Tuesday 1 December 2026, 06:00 (Vienna)" in status.text
    assert "It is scheduled" in status.text
    assert not status.select("a[href='#release']")


def test_an_editor_in_tokyo_sees_and_gives_both_times(desk, draft, client, editor):
    UserProfile.objects.create(user=editor, current_time_zone="Asia/Tokyo")
    desk.edit(draft, release="embargo", embargoed_until="2026-12-01T14:00")
    assert again(draft).published_at == TOMORROW
    form = form_of(client, draft)
    assert value(form, "embargoed_until") == "2026-12-01T14:00"
    note = form.select_one("[data-release-field=embargoed_until] .zoned-time__note").text
    assert "Readers see: 1 December 2026, 06:00 (Vienna)." in " ".join(note.split())
    assert "14:00 (Tokyo), which is 06:00 in Vienna" in form.select_one("#release").text
    assert "The newsroom is in Vienna, 8 hours behind" in form.select_one(".newsroom-clock").text


def test_dates_of_sections_name_their_zone_in_wagtails_dialog(client, editor, section):
    client.force_login(editor)
    form = form_of(client, section)
    for name in ("go_live_at", "expire_at"):
        assert "Vienna time." in str(form.find(id=f"id_{name}-zone"))


def test_lists_name_both_times_in_another_zone(desk, client, editor, draft, section):
    desk.edit(draft, "draft")
    UserProfile.objects.create(user=editor, current_time_zone="Asia/Tokyo")
    text = client.get(reverse("wagtailadmin_explore", args=[section.pk])).text
    assert "14:00 (Tokyo), which is 06:00 in Vienna" in text


# --- While it is chosen ---------------------------------------------------------------


def say(client, **query):
    return client.get(reverse("say_release"), query)


def test_the_server_says_what_is_being_chosen(client, editor, draft):
    client.force_login(editor)
    response = say(client, release="at", go_live_at="2026-12-01T06:00", page=draft.pk)
    assert "Readers see this story on Tuesday 1 December 2026, 06:00 (Vienna)." in response.text


def test_the_server_knows_what_readers_see_now(client, editor, section):
    client.force_login(editor)
    story = ArticleFactory(parent=section, published_at=NOW - timedelta(days=1))
    query = {"release": "embargo", "embargoed_until": "2026-12-01T06:00", "page": story.pk}
    assert "it disappears" in say(client, **query).text


def test_the_server_knows_what_is_under_embargo_already(client, editor, section):
    client.force_login(editor)
    story = ArticleFactory(parent=section, published_at=TOMORROW)
    query = {"release": "embargo", "embargoed_until": "2026-12-01T06:00", "page": story.pk}
    assert "it is published already" in say(client, **query).text
    assert "if it is published" in say(client, **query | {"embargoed_until": "2026-12-02"}).text


def test_nothing_is_said_of_stories_that_a_person_may_not_edit(client, draft):
    client.force_login(UserFactory(group="Reporters"))
    assert say(client, release="now", page=draft.pk).status_code != 200


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"release": "never", "page": "0"},
        {"release": "at", "go_live_at": "9999-12-31T23:59", "page": "x"},
        {"release": "embargo", "embargoed_until": "\0", "expire_at": "0001-01-01T00:00"},
    ],
)
def test_garbage_is_answered(client, editor, query):
    client.force_login(editor)
    assert say(client, **query).status_code == 200
