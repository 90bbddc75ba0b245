"""Decisions, bans and taking them back, as the log and the stories show it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from comments.banning import ban_words
from comments.models import Ban, ReaderComment, Report, State
from comments.moderation import set_state
from comments.posting import RefusedError, edit
from comments.privacy import erase, person_data
from tests.comments.conversing import add_comment, submission
from tests.comments.moderating import (
    QUEUE,
    address_of,
    ban,
    bulk,
    decide,
    page_of,
    report,
    section_moderator,
    undo_address,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def states():
    """Return the states of all comments, the one written first in front."""
    return list(ReaderComment.objects.order_by("pk").values_list("state", flat=True))


def test_a_decision_can_be_undone(desk, waiting):
    undo = undo_address(decide(desk, waiting[0], "approve"), desk)
    assert "No. " in page_of(desk.get(undo)).text
    assert states() == ["approved", "pending", "pending"]
    desk.post(undo)
    assert states() == ["pending"] * 3


def test_what_was_decided_about_many_is_undone_together(desk, story, waiting):
    approved = add_comment(story)
    undo = undo_address(bulk(desk, "reject", [*waiting, approved], next=QUEUE), desk)
    desk.post(undo)
    assert states() == [*["pending"] * 3, "approved"]


def test_undo_leaves_later_decisions(desk, waiting):
    undo = undo_address(bulk(desk, "reject", waiting, next=QUEUE), desk)
    set_state(waiting[:1], State.APPROVED, None)
    # Rejected again, but by another decision.
    set_state(waiting[1:2], State.PENDING, None)
    set_state(waiting[1:2], State.REJECTED, None)
    desk.post(undo)
    assert states() == ["approved", "rejected", "pending"]


def test_what_is_undone_once_is_not_undone_again(desk, waiting):
    undo = undo_address(bulk(desk, "reject", waiting, next=QUEUE), desk)
    desk.post(undo)
    bulk(desk, "reject", waiting)
    assert "nothing left to undo" in desk.get(undo).content.decode()
    desk.post(undo)
    assert states() == ["rejected"] * 3


def test_undo_keeps_the_counts_of_replies_true(desk, story):
    root = add_comment(story)
    reply = add_comment(story, reply_to=root)
    undo = undo_address(decide(desk, reply, "remove"), desk)
    root.refresh_from_db()
    assert root.reply_count == 0
    desk.post(undo)
    root.refresh_from_db()
    assert root.reply_count == 1


def test_a_decision_settles_reports_and_undo_opens_them_again(desk, story):
    comment = add_comment(story)
    opened, settled = report(comment), report(comment, settled_at=timezone.now())
    undo = undo_address(decide(desk, comment, "approve"), desk)
    assert not Report.objects.filter(settled_at=None).exists()
    later = report(comment)
    desk.post(undo)
    assert set(Report.objects.filter(settled_at=None)) == {opened, later}
    assert settled not in Report.objects.filter(settled_at=None)


def test_a_decision_that_changes_nothing_is_not_logged(desk, story):
    comment = add_comment(story)
    decide(desk, comment, "approve")
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize("uuid", ["00000000-0000-0000-0000-000000000000", "garbage"])
def test_there_is_nothing_to_undo_where_nothing_was_done(desk, waiting, uuid):
    address = f"/admin/comments/undo/{uuid}/"
    assert desk.get(address).status_code == 404
    assert desk.post(address).status_code == 404


def test_a_visitor_is_banned_for_a_time_and_their_comments_are_rejected(desk, story):
    comments = [add_comment(story, text, visitor="a" * 32) for text in ("One", "Two")]
    ban(desk, comments, note="Abuse", decision="rejected")
    made = Ban.objects.get()
    assert (made.visitor, made.note, made.banned_by.username) == ("a" * 32, "Abuse", "moderator")
    assert timedelta(days=6) < made.until - timezone.now() < timedelta(days=8)
    assert states() == ["rejected"] * 2
    with pytest.raises(RefusedError):
        add_comment(story, "Three", visitor="a" * 32)


def test_undo_lifts_the_ban_too(desk, story):
    comment = add_comment(story, visitor="a" * 32)
    undo = undo_address(ban(desk, [comment], decision="removed", next=QUEUE), desk)
    assert "Visitor aaaaaaaa" in desk.get(undo).content.decode()
    desk.post(undo)
    assert states() == ["approved"]
    assert not Ban.objects.exists()


def test_who_moderates_one_section_lifts_no_ban_by_undoing(desk, client, story):
    comment = add_comment(story, visitor="a" * 32)
    undo = undo_address(ban(desk, [comment], decision="removed", next=QUEUE), desk)
    client.force_login(section_moderator(story.section))
    assert client.post(undo).status_code == 302
    assert Ban.objects.exists()


def test_what_was_erased_does_not_come_back(desk, story):
    comment = add_comment(story)
    undo = undo_address(decide(desk, comment, "remove"), desk)
    erase(person_data([comment.pk]))
    desk.post(undo)
    decide(desk, comment, "approve")
    assert states() == ["removed"]


def test_no_visitor_is_banned_twice_for_the_same_time(desk, story):
    comment = add_comment(story, visitor="a" * 32)
    for period in ("7", "1", "30", "", "30", ""):
        ban(desk, [comment], period=period)
    assert Ban.objects.count() == 3


def test_of_several_those_are_banned_of_whom_it_is_known_who_they_are(desk, story):
    ban(desk, [add_comment(story, visitor=""), add_comment(story, visitor="a" * 32)])
    assert [made.visitor for made in Ban.objects.all()] == ["a" * 32]


def test_words_are_banned_for_good(desk, story):
    ban(desk, [add_comment(story, "Cheap watches!")], who="words", words="Cheap watches", period="")
    assert Ban.objects.get().until is None
    with pytest.raises(RefusedError):
        add_comment(story, "I have CHEAP  watches")


@pytest.mark.parametrize("words", ["", "  ", "…!", "\x00", "x" * 201])
def test_a_ban_of_words_asks_for_the_words(desk, story, words):
    page = page_of(ban(desk, [add_comment(story)], who="words", words=words))
    assert page.select(".error-message, .w-field__errors")
    assert not Ban.objects.exists()


def test_who_is_forgotten_cannot_be_banned(desk, story):
    comment = add_comment(story, visitor="")
    page = page_of(ban(desk, [comment]))
    assert "not known any more who wrote" in page.text
    assert not Ban.objects.exists()
    assert "not known any more" in page_of(desk.get(address_of(comment))).text


def test_the_list_of_bans_takes_words_and_lifts(desk, story):
    address = reverse("comments_bans:add")
    desk.post(address, {"words": "casino", "note": "", "period": ""})
    with pytest.raises(RefusedError):
        add_comment(story, "Casino!")
    assert "casino" in desk.get(reverse("comments_bans:index")).content.decode()
    desk.post(reverse("comments_bans:delete", args=[Ban.objects.get().pk]))
    assert not Ban.objects.exists()
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["wagtail.create", "wagtail.delete"]


def test_lifting_a_ban_is_told_in_the_history_of_its_comment(desk, story, moderator):
    comment = add_comment(story)
    made = ban_words("well", None, "", comment, moderator)[0]
    desk.post(reverse("comments_bans:delete", args=[made.pk]))
    entries = ModelLogEntry.objects.for_instance(comment).order_by("pk")
    assert [entry.action for entry in entries] == ["comments.ban", "comments.lift"]


@pytest.mark.parametrize("words", ["", "?"])
def test_no_words_are_no_ban(desk, words):
    response = desk.post(reverse("comments_bans:add"), {"words": words})
    assert response.status_code == 200
    assert not Ban.objects.exists()


def test_every_action_is_in_the_audit_log_and_in_the_history_of_each_comment(client, waiting):
    client.force_login(UserFactory(username="ruth", is_superuser=True))
    undo = undo_address(bulk(client, "approve", waiting, next=QUEUE), client)
    client.post(undo)
    ban(client, waiting[:1], decision="removed")
    report_page = client.get(reverse("wagtailadmin_reports:site_history")).content.decode()
    for comment in waiting:
        history = page_of(client.get(reverse("comments_desk:history", args=[comment.pk]))).text
        assert "Approved" in history
        assert "Decision undone" in history
        assert "ruth" in history
        assert address_of(comment).rstrip("?") in report_page
    assert "Banned" in client.get(reverse("comments_desk:history", args=[waiting[0].pk])).text


def test_the_history_shows_what_was_there_before_an_edit(desk, story):
    comment = add_comment(story, "Frist!", visitor="a" * 32)
    edit(comment, submission(story, "First!", visitor="a" * 32, edited=comment))
    assert "Frist!" in page_of(desk.get(address_of(comment))).text


def test_deleting_a_story_says_and_logs_how_many_comments_go_with_it(client, story):
    client.force_login(UserFactory(is_superuser=True))
    add_comment(story, reply_to=add_comment(story))
    for page in (story, story.section):
        text = page_of(client.get(reverse("wagtailadmin_pages:delete", args=[page.pk]))).text
        assert "2 comments of readers will be gone with it" in text
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    text = page_of(client.get(many, {"id": story.pk})).text
    assert "2 comments of readers will be gone with it" in text
    story.delete()
    assert not ReaderComment.objects.exists()
    assert PageLogEntry.objects.get(action="comments.deleted").data == {"comments": 2}


def test_deleting_a_section_logs_the_comments_of_each_story(section, story):
    add_comment(story, reply_to=add_comment(story))
    section.delete()
    assert PageLogEntry.objects.get(action="comments.deleted").page_id == story.pk


def test_nothing_is_said_of_stories_without_comments(client, story):
    client.force_login(UserFactory(is_superuser=True))
    text = page_of(client.get(reverse("wagtailadmin_pages:delete", args=[story.pk]))).text
    assert "of readers" not in text


def test_a_copy_of_a_story_has_no_comments(story):
    add_comment(story)
    copy = story.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert not ReaderComment.objects.filter(story=copy.pk).exists()
    assert ReaderComment.objects.count() == 1


def test_deciding_about_many_costs_the_same_as_about_a_few(
    story, moderator, django_assert_num_queries
):
    few, many = [add_comment(story) for _ in range(2)], [add_comment(story) for _ in range(30)]
    with django_assert_num_queries(10) as wanted:
        set_state(few, State.REJECTED, moderator)
    with django_assert_num_queries(len(wanted)):
        set_state(many, State.REJECTED, moderator)
