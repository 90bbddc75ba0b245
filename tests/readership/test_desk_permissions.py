"""Permissions to see readers and to choose: every URL as every kind of user."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import Page

from comments.desk.permissions import MODERATE_PERMISSION
from readership.models import PopularChoice
from tests.factories import ArticleFactory, SectionFactory, UserFactory
from tests.readership.desk import REPORT, address_of, choose, listed, may, page_of
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db

HOME = "/admin/"


@pytest.fixture
def story(section):
    story = ArticleFactory(parent=section, title="Ferry")
    read_by(story, 5)
    return story


@pytest.fixture
def sport(db):
    story = ArticleFactory(parent=SectionFactory(title="Sport", slug="sport"), title="Match")
    read_by(story, 7)
    return story


@pytest.fixture
def moderator(db):
    """A comment moderator without permissions on pages."""
    user = UserFactory()
    for name in ("wagtailadmin.access_admin", MODERATE_PERMISSION):
        app, codename = name.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


def every_address(story):
    return [
        REPORT,
        f"{REPORT}results/",
        f"{REPORT}?export=csv",
        f"{REPORT}?export=xlsx",
        address_of(story),
    ]


def form_of(client, story):
    return page_of(client.get(address_of(story))).select_one(".readers-choice form")


def is_refused(response):
    """Return whether Wagtail denied access or responded with 404."""
    if response.status_code == 302:
        return response.url == reverse("wagtailadmin_home")
    return response.status_code == 404


@pytest.mark.parametrize("signed_in", [False, True])
def test_users_without_permissions_are_redirected_to_sign_in(client, story, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    for address in every_address(story):
        for response in (client.get(address), client.post(address, {"kind": "pinned"})):
            assert response.status_code == 302
            assert response.url.startswith(reverse("wagtailadmin_login"))
    assert not PopularChoice.objects.exists()


def test_who_only_moderates_comments_is_refused(client, story, moderator):
    client.force_login(moderator)
    for address in every_address(story):
        assert is_refused(client.get(address)), address
    assert is_refused(choose(client, story, "pinned"))
    assert not PopularChoice.objects.exists()
    home = client.get(HOME).text
    assert "waiting-comments" in home
    assert "being-read-now" not in home
    assert f'"{REPORT}"' not in home


def test_an_editor_sees_all_and_decides(client, editor, story, sport):
    client.force_login(editor)
    for address in every_address(story):
        assert client.get(address).status_code == 200
    assert listed(client) == [("Match", 7), ("Ferry", 5)]
    assert form_of(client, story)
    choose(client, story, "pinned")
    assert PopularChoice.objects.get().story_id == story.pk


def test_a_reporter_sees_all_and_decides_nothing(client, story, sport):
    client.force_login(UserFactory(group="Reporters"))
    for address in every_address(story):
        assert client.get(address).status_code == 200
    assert listed(client) == [("Match", 7), ("Ferry", 5)]
    PopularChoice.objects.create(story=story, kind="kept_out")
    assert not form_of(client, story)
    assert "Kept out." in client.get(address_of(story)).text
    assert is_refused(choose(client, story, "pinned"))
    assert is_refused(choose(client, story, "follow"))
    assert PopularChoice.objects.get().kind == "kept_out"


def test_an_editor_of_a_section_sees_and_decides_about_its_stories_only(client, story, sport):
    client.force_login(may("change_page", "publish_page", on=sport.section))
    assert listed(client) == [("Match", 7)]
    csv = b"".join(client.get(REPORT, {"export": "csv"}))
    assert b"Match" in csv
    assert b"Ferry" not in csv
    panel = page_of(client.get(HOME)).select_one(".readers-now")
    assert [link.text for link in panel.select("td a")] == ["Match"]
    assert client.get(address_of(story)).status_code == 404
    assert choose(client, story, "pinned").status_code == 404
    assert form_of(client, sport)
    choose(client, sport, "pinned")
    assert [choice.story_id for choice in PopularChoice.objects.all()] == [sport.pk]


def test_who_writes_everywhere_and_publishes_in_a_section_decides_there(client, story, sport):
    user = may("change_page", on=Page.objects.get(depth=1))
    user.groups.add(may("publish_page", on=sport.section).groups.get())
    client.force_login(user)
    assert form_of(client, sport)
    assert not form_of(client, story)
    assert is_refused(choose(client, story, "pinned"))
    assert choose(client, sport, "pinned").url == address_of(sport)
    assert PopularChoice.objects.count() == 1


def test_an_administrator_sees_all(client, story):
    client.force_login(UserFactory(is_superuser=True))
    for address in every_address(story):
        assert client.get(address).status_code == 200
    assert form_of(client, story)


def test_an_editor_who_left_sees_nothing(client, editor, story):
    client.force_login(editor)
    editor.groups.clear()
    for address in every_address(story):
        assert client.get(address).status_code == 302
    assert not PopularChoice.objects.exists()
