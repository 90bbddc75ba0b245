"""The panel in the form of the front page: who sees it, and what it does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from byline.plugins.switches import switched_off
from byline.plugins.testing import bound_again
from byline_headline_test.models import EndReason, HeadlineTest
from tests.factories import UserFactory, hidden_stories
from tests.home.placing import add_stories, front_page

from .conftest import A, B

pytestmark = pytest.mark.django_db
START = "/plugins/headline_test/start/"


@pytest.fixture
def post(desk):
    """Start a test as the panel does."""

    def post_(story, **data):
        return desk.post(START, {"story": getattr(story, "pk", story), "headline": B, **data})

    return lambda story, hours=24, **data: post_(story, hours=hours, **data)


def form_of(client):
    return client.get(f"/admin/pages/{front_page().pk}/edit/")


def test_an_editor_starts_sees_and_stops_a_test(desk, editor, story, post, test_of):
    editor.first_name, editor.last_name = "Edith", "Roe"
    editor.save()
    assert "No test runs." in form_of(desk).text
    response = post(story, hours=4)
    assert response.status_code == 200
    assert "The test has started." in response.text
    assert "by Edith Roe." in response.text
    assert "The true rate" not in response.text
    test = test_of()
    assert (test.headline_a, test.headline_b, test.started_by) == (A, B, editor)
    assert test.ends_at - test.started_at == timedelta(hours=4)
    for letter, shown, read in (("a", 1000, 80), ("b", 1000, 50)):
        HeadlineTest.objects.update(**{f"shown_{letter}": shown, f"read_{letter}": read})
    panel = form_of(desk).text
    assert f"<b>B</b> {B}" in panel
    assert "The true rate" in panel
    numbers = "shown 1000, read 80: <b>8.0 %</b> (probably 6.5 % – 9.8 %)"
    assert numbers in panel.replace("\u00a0", " ")
    assert "hardly chance" not in panel
    response = desk.post(f"/plugins/headline_test/{test.pk}/stop/")
    assert "The test was stopped." in response.text
    assert "it was stopped" in response.text
    assert test_of().end_reason == EndReason.STOPPED
    assert "over already" in desk.post(f"/plugins/headline_test/{test.pk}/stop/").text
    logged = PageLogEntry.objects.filter(page=front_page(), action__startswith="headline_test")
    assert [(entry.action, entry.user) for entry in logged.order_by("pk")] == [
        ("headline_test.start", editor),
        ("headline_test.stop", editor),
    ]


@pytest.mark.parametrize("person", ["Reporters", "Section editors"])
def test_only_who_may_edit_the_front_page_sees_starts_and_stops(
    client, story, start, person, test_of
):
    test = start(story)
    client.force_login(UserFactory(group=person))
    addresses = [START, *(f"/plugins/headline_test/{test.pk}/{name}/" for name in ("stop", "use"))]
    data = {"story": story.pk, "headline": B, "hours": 4}
    assert [client.post(address, data)["Location"] for address in addresses] == ["/admin/"] * 3
    assert test_of().ended_at is None
    assert B not in str(story.get_latest_revision())
    assert form_of(client).status_code == 302


def test_who_is_not_signed_in_and_who_only_looks_changes_nothing(client, desk, story, start):
    test = start(story)
    addresses = [START, *(f"/plugins/headline_test/{test.pk}/{name}/" for name in ("stop", "use"))]
    assert [desk.get(address).status_code for address in addresses] == [405] * 3
    client.logout()
    assert [client.post(address).status_code for address in addresses] == [302] * 3
    assert HeadlineTest.objects.running().count() == 1


def test_nothing_is_started_or_stopped_while_the_plugin_is_switched_off(post, desk, story, start):
    test = start(story)
    with bound_again():
        switched_off.add("headline_test")
        assert post(story).status_code == 404
        for action in ("stop", "use"):
            assert desk.post(f"/plugins/headline_test/{test.pk}/{action}/").status_code == 404
    assert HeadlineTest.objects.running().count() == 1


def test_a_forged_request_is_refused(editor, story, start):
    test = start(story)
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(f"/plugins/headline_test/{test.pk}/stop/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": ""},
        {"headline": "  "},
        {"headline": A},
        {"headline": "x" * 256},
        {"headline": "a\x00b"},
        {"hours": ""},
        {"hours": "-1"},
        {"hours": "100000"},
        {"hours": "x"},
        {"story": ""},
        {"story": "0"},
        {"story": "x"},
        {"story": "9" * 40},
    ],
)
def test_what_is_no_good_is_said_and_nothing_typed_is_lost(post, story, wrong):
    data = {"story": story, "hours": "4", "headline": B, **wrong}
    response = post(**data)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert not HeadlineTest.objects.exists()
    if "headline" not in wrong:
        assert f'value="{B}"' in response.text


def test_only_a_story_that_stands_on_the_front_page_is_tested(post, section):
    for story in hidden_stories(section):
        assert post(story).status_code == 422
    assert not HeadlineTest.objects.exists()


def test_a_second_test_of_a_story_is_refused(post, story):
    post(story)
    response = post(story, headline="Another one")
    assert response.status_code == 422
    assert "runs already" in response.text
    assert HeadlineTest.objects.count() == 1


def test_b_goes_into_a_draft_that_nobody_has_published(desk, editor, story, start, test_of):
    test = start(story)
    response = desk.post(f"/plugins/headline_test/{test.pk}/use/")
    assert response.json() == {"url": f"/admin/pages/{story.pk}/edit/"}
    story.refresh_from_db()
    assert (story.title, story.slug, story.has_unpublished_changes) == (A, "ferry", True)
    revision = story.get_latest_revision()
    assert revision.as_object().title == B
    assert revision.user == editor
    assert test_of().ended_at is None


def test_a_locked_story_is_left_alone(desk, story, start):
    test = start(story)
    type(story).objects.filter(pk=story.pk).update(
        locked=True, locked_by=UserFactory(), locked_at=timezone.now()
    )
    response = desk.post(f"/plugins/headline_test/{test.pk}/use/")
    assert response.status_code == 422
    assert "You may not edit the story now" in response.text
    assert not story.revisions.exists()


def test_headlines_in_the_panel_are_text(desk, story, post):
    post(story, headline="<script>alert(1)</script>")
    assert "<script>alert(1)" not in form_of(desk).text
    assert "&lt;script&gt;alert(1)" in form_of(desk).text


def test_the_panel_takes_as_many_queries_for_many_tests(desk, section, start):
    stories = add_stories(20, section)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            form_of(desk)
        return len(captured)

    start(stories[0])
    queries()
    one = queries()
    for story in stories[1:10]:
        start(story)
    assert queries() <= one + 2
