"""Permissions of every URL of the desk, for every role."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from comments.banning import ban_words
from comments.desk.permissions import comment_policy
from comments.models import Ban, ReaderComment, Report, SectionModerators, State
from comments.moderation import set_state
from comments.posting import edit
from recyclebin.actions import delete, restore
from recyclebin.models import DeletedItem
from tests.comments.conversing import add_comment, submission
from tests.comments.moderating import (
    QUEUE,
    address_of,
    ban,
    bulk,
    listed,
    page_of,
    report,
    section_moderator,
    situation_on_page,
    undo_address,
)
from tests.factories import ArticleFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db

ACTIONS = ["approve", "reject", "remove", "ban"]
# What is about every comment, about one, and about bans.
LIST_VIEWS = ["index", "index_results"]
COMMENT_VIEWS = ["edit", "history", "history_results", "undo", *ACTIONS]
BAN_VIEWS = ["bans", "bans_results", "new", "lift"]


@pytest.fixture
def comment(story):
    """A comment in the section News, that was decided about."""
    comment = add_comment(story)
    set_state([comment], State.PENDING, None)
    ModelLogEntry.objects.update(uuid=uuid4())
    comment.refresh_from_db()
    return comment


@pytest.fixture
def elsewhere(db):
    """A comment in another section."""
    comment = add_comment(ArticleFactory(parent=SectionFactory(title="Sport")), "Elsewhere")
    set_state([comment], State.PENDING, None)
    comment.refresh_from_db()
    return comment


@pytest.fixture
def address(comment):
    """Return the address of each thing that a moderator can do."""
    batch = ModelLogEntry.objects.get().uuid
    made = ban_words("casino", None, "", comment, None)[0]

    def find(name):
        if name in ACTIONS:
            bulk_action = reverse("wagtail_bulk_action", args=["comments", "readercomment", name])
            return f"{bulk_action}?id={comment.pk}"
        if name in BAN_VIEWS:
            route = {"bans": "index", "bans_results": "index_results", "new": "add"}.get(name)
            args = [made.pk] if name == "lift" else []
            return reverse(f"comments_bans:{route or 'delete'}", args=args)
        args = [] if name in LIST_VIEWS else [batch if name == "undo" else comment.pk]
        return reverse(f"comments_desk:{name}", args=args)

    return find


def is_refused(response):
    """Return whether Wagtail redirected to its dashboard, or returned 404."""
    if response.status_code == 302:
        return response.url == reverse("wagtailadmin_home")
    return response.status_code == 404


FORM_DATA = {
    "decision": "approve",
    "seen": "pending 0",
    "who": "words",
    "words": "casino",
    "period": "7",
    "note": "",
}


every_address = pytest.mark.parametrize("name", [*LIST_VIEWS, *COMMENT_VIEWS, *BAN_VIEWS])


def get_and_post(client, address):
    """Return the responses to GET and to POST."""
    return [client.get(address), client.post(address, FORM_DATA)]


def nothing_happened():
    return ReaderComment.objects.get().state == State.PENDING and Ban.objects.count() == 1


@every_address
@pytest.mark.parametrize("group", ["nobody", None])
def test_users_without_access_to_the_admin_are_redirected_to_sign_in(client, address, name, group):
    if group is None:
        client.force_login(UserFactory())
    for response in get_and_post(client, address(name)):
        assert response.status_code == 302
        assert response.url.startswith(reverse("wagtailadmin_login"))
    assert nothing_happened()


@every_address
def test_who_does_not_moderate_is_refused(client, address, name):
    client.force_login(UserFactory(group="Reporters"))
    assert all(is_refused(response) for response in get_and_post(client, address(name)))
    assert nothing_happened()


@every_address
def test_who_moderates_another_section_is_refused(client, address, name):
    client.force_login(section_moderator(SectionFactory()))
    look, do = get_and_post(client, address(name))
    if name in LIST_VIEWS:
        assert b"Well said." not in look.content
        assert do.status_code == 405
    else:
        assert is_refused(look)
        assert is_refused(do)
    assert nothing_happened()


@every_address
def test_who_moderates_is_let_in(desk, address, name):
    assert desk.get(address(name)).status_code == 200


@pytest.fixture
def of_news(client, section):
    """The client of a user who moderates the section News only."""
    client.force_login(section_moderator(section))
    return client


@pytest.mark.parametrize("action", ["approve", "reject", "remove"])
def test_who_moderates_a_section_decides_about_its_comments(of_news, comment, elsewhere, action):
    response = bulk(of_news, action, [comment, elsewhere])
    assert response.status_code == 302
    comment.refresh_from_db()
    elsewhere.refresh_from_db()
    assert comment.state != State.PENDING
    assert elsewhere.state == State.PENDING


def test_all_in_the_list_are_those_of_the_section(of_news, comment, elsewhere):
    bulk(of_news, "approve", "all", state="all")
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.PENDING


def test_who_moderates_a_section_sees_and_counts_its_comments_only(of_news, comment, elsewhere):
    report(elsewhere)
    assert listed(of_news, state="all") == [comment.pk]
    page = page_of(of_news.get(QUEUE))
    assert [" ".join(tab.text.split()) for tab in page.select(".desk-tabs a")] == [
        "Waiting 1",
        "Reported 0",
        "All",
    ]
    assert [option.text for option in page.select("[name=section] option")][1:] == ["News"]
    home = of_news.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 comment waits" in home
    assert "0 are reported" in home


def test_a_filter_by_another_section_or_story_finds_nothing(of_news, comment, elsewhere):
    assert listed(of_news, state="all", section=elsewhere.story.section_id) == []
    assert listed(of_news, state="all", story=elsewhere.story_id) == []


def test_of_a_visitor_only_the_comments_of_the_section_are_counted(of_news, comment, elsewhere):
    ReaderComment.objects.update(visitor="c" * 32)
    page = page_of(of_news.get(reverse("comments_desk:edit", args=[comment.pk])))
    assert "1 waiting" in page.text
    assert "Elsewhere" not in page.text


def test_who_moderates_a_section_undoes_only_there(client, moderator, section, comment, elsewhere):
    client.force_login(moderator)
    undo = undo_address(bulk(client, "approve", [comment, elsewhere], next=QUEUE), client)
    client.force_login(section_moderator(section))
    client.post(undo)
    states = ReaderComment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["pending", "approved"]


def test_a_ban_holds_in_every_section_and_is_not_for_those_of_one(of_news, comment):
    assert is_refused(ban(of_news, [comment]))
    page = of_news.get(reverse("comments_desk:edit", args=[comment.pk])).content.decode()
    assert "Ban…" not in page


def test_who_moderates_several_sections_sees_both(client, section, comment, elsewhere):
    client.force_login(section_moderator(section, elsewhere.story.section))
    assert set(listed(client)) == {comment.pk, elsewhere.pk}


def test_a_story_that_moves_takes_its_comments_to_other_moderators(
    client, section, comment, elsewhere
):
    comment.story.move(elsewhere.story.section, pos="last-child")
    client.force_login(section_moderator(section))
    assert listed(client) == []
    client.force_login(section_moderator(section, elsewhere.story.section))
    assert set(listed(client)) == {comment.pk, elsewhere.pk}


def test_the_menu_has_comments_for_those_who_moderate(client, section, moderator):
    for user, sees in [
        (moderator, True),
        (section_moderator(section), True),
        (UserFactory(group="Reporters"), False),
    ]:
        client.force_login(user)
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (f'"{QUEUE}"' in home) is sees
        assert ("waiting-comments" in home) is sees


def test_a_former_moderator_sees_nothing_more(of_news, comment):
    SectionModerators.objects.all().delete()
    assert is_refused(of_news.get(QUEUE))


def test_everybody_who_moderates_is_known(section, moderator, editor):
    UserFactory(group="Reporters")
    of_section = section_moderator(section)
    found = comment_policy.users_with_any_permission(["change"])
    assert set(found) == {moderator, editor, of_section}


def group_form(client, group, **data):
    """Post a group's form as it stands, with changes."""
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    page = page_of(client.get(address))
    form = {
        field["name"]: field.get("value", "")
        for field in page.select("form input[name]")
        if field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked")
    }
    form["permissions"] = [f["value"] for f in page.select("[name=permissions][checked]")]
    return client.post(address, {**form, **data})


def test_an_administrator_says_which_sections_a_group_moderates(client, section):
    client.force_login(UserFactory(is_superuser=True))
    group = Group.objects.create(name="Of News")
    field = "moderated_sections-sections"
    group_form(client, group, **{field: [section.pk]})
    assert list(group.moderated_sections.values_list("section", flat=True)) == [section.pk]
    page = BeautifulSoup(
        client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content, "lxml"
    )
    assert page.select_one(f"[name={field}][checked]")["value"] == str(section.pk)
    group_form(client, group, **{field: []})
    assert not group.moderated_sections.exists()


def test_a_new_group_may_moderate_a_section(client, section):
    client.force_login(UserFactory(is_superuser=True))
    page = page_of(client.get(reverse("wagtailusers_groups:add")))
    form = {f["name"]: f.get("value", "") for f in page.select("form input[type=hidden]")}
    form |= {"name": "Of News", "moderated_sections-sections": [section.pk]}
    client.post(reverse("wagtailusers_groups:add"), form)
    assert Group.objects.get(name="Of News").moderated_sections.get().section == section


def test_the_permission_can_be_given_to_a_group(client):
    client.force_login(UserFactory(is_superuser=True))
    page = page_of(client.get(reverse("wagtailusers_groups:add")))
    assert "Moderate comments" in page.text


@pytest.mark.parametrize(("group", "status"), [("Editors", 200), ("Comment moderators", 302)])
def test_editors_set_how_comments_are_moderated(client, group, status):
    client.force_login(UserFactory(group=group))
    address = reverse("wagtailsettings:edit", args=["comments", "commentsettings"])
    assert client.get(address, follow=group == "Editors").status_code == status


@pytest.mark.parametrize("decision", [State.REMOVED, State.APPROVED])
def test_a_decision_that_a_colleague_made_meanwhile_is_not_overruled(desk, comment, decision):
    set_state([comment], State.APPROVED, None)
    Report.objects.create(comment=comment, reason="spam")
    seen = situation_on_page(desk, comment)
    set_state([comment], decision, None)
    desk.post(address_of(comment), {"decision": "reject", "seen": seen})
    comment.refresh_from_db()
    assert comment.state == decision


def test_a_decision_is_not_made_about_what_was_reported_or_changed_meanwhile(desk, story):
    comment = add_comment(story)
    seen = situation_on_page(desk, comment)
    edit(comment, submission(story, "Else", edited=comment))
    desk.post(address_of(comment), {"decision": "reject", "seen": seen})
    seen = situation_on_page(desk, comment)
    Report.objects.create(comment=comment, reason="spam")
    desk.post(address_of(comment), {"decision": "reject", "seen": seen})
    comment.refresh_from_db()
    assert comment.is_approved


@pytest.mark.parametrize("everywhere", [True, False])
def test_comments_on_a_deleted_story_are_in_no_queue_until_it_is_restored(
    client, comment, elsewhere, editor, everywhere
):
    story = comment.story
    moderator = UserFactory(is_superuser=True) if everywhere else section_moderator(story.section)
    client.force_login(moderator)
    delete(story, editor)

    assert listed(client) == ([elsewhere.pk] if everywhere else [])
    assert client.get(address_of(comment)).status_code == 404
    restore(DeletedItem.objects.get(), editor)
    assert comment.pk in listed(client)
