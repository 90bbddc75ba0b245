"""Each check of the pipeline by itself: where it draws the line, and what it objects to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from byline.plugins.comments import Action, approve, hold
from comments import pipeline
from comments.models import Ban, CommentSettings, ReaderComment, State
from comments.moderation import set_state
from comments.pipeline import run_checks
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory, UserFactory

DAY = 24 * 3600


def answer(check, story, text="Well said.", **fields):
    """Return the answer of a check to a comment."""
    return check()(submission(story, text, **fields))


def test_every_check_is_called_with_a_new_comment_in_this_order():
    assert names(pipeline.CHECKS) == [
        "StoryIsPublished", "CommentingIsOpen", "ParentTakesReplies", "TextFits", "NameIsFree",
        "NotAMachine", "NotBanned", "NotTooFast", "NotADuplicate", "WrittenInTheNewsroom",
        "NoBlockedWords", "FewLinks", "NotTheFirst", "ReadBeforePublication",
    ]  # fmt: skip


def test_an_edit_is_asked_what_is_about_the_story_the_text_and_who_writes_it():
    assert names(pipeline.EDIT_CHECKS) == [
        "StoryIsPublished", "CommentingIsOpen", "TextFits", "NotBanned", "WrittenInTheNewsroom",
        "NoBlockedWords", "FewLinks", "NotTheFirst", "ReadBeforePublication",
    ]  # fmt: skip


def test_what_others_can_change_meanwhile_is_asked_once_more_when_a_comment_is_stored():
    assert names(pipeline.TRANSACTION_CHECKS) == [
        "StoryIsPublished", "ParentTakesReplies", "NotTooFast", "NotADuplicate",
    ]  # fmt: skip


def names(checks):
    return [type(check).__name__ for check in checks]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "refused"),
    [(1.9, True), (2, False), (7 * DAY, False), (7 * DAY + 1, True), (60, False)],
)
def test_a_form_is_sent_by_a_person_between_two_seconds_and_a_week(story, seconds, refused):
    assert bool(answer(pipeline.NotAMachine, story, form_age=seconds)) == refused


@pytest.mark.django_db
def test_what_is_wrong_is_shown_at_the_field_it_is_about(story, section):
    draft = ArticleFactory(parent=section, draft=True)
    closed = ArticleFactory(parent=section, commenting="closed")
    elsewhere = add_comment(ArticleFactory(parent=section))
    removed = add_comment(story)
    set_state([removed], State.REMOVED, None)
    Ban.objects.create(visitor="ab")
    removed.refresh_from_db()
    refused = [
        ("", answer(pipeline.StoryIsPublished, draft)),
        ("", answer(pipeline.CommentingIsOpen, closed)),
        ("", answer(pipeline.ParentTakesReplies, story, unknown_parent=True)),
        ("", answer(pipeline.ParentTakesReplies, story, reply_to=elsewhere)),
        ("", answer(pipeline.ParentTakesReplies, story, reply_to=removed)),
        ("text", answer(pipeline.TextFits, story, "\x00")),
        ("text", answer(pipeline.TextFits, story, " ")),
        ("text", answer(pipeline.TextFits, story, "x" * 5001)),
        ("name", answer(pipeline.TextFits, story, name="\x00")),
        ("name", answer(pipeline.TextFits, story, name="x" * 51)),
        ("", answer(pipeline.NotAMachine, story, trap="x")),
        ("", answer(pipeline.NotAMachine, story, form_age=1)),
        ("", answer(pipeline.NotAMachine, story, form_age=8 * DAY)),
        ("", answer(pipeline.NotBanned, story, visitor="ab")),
    ]
    assert [found for field, found in refused if found.field != field] == []
    assert {found.action for _field, found in refused} == {Action.REJECT}


@pytest.mark.django_db
def test_bans_are_of_one_visitor_or_of_words(story):
    Ban.objects.create(words="cheap watches")
    Ban.objects.create(visitor="ab")
    Ban.objects.create(visitor="cd")
    assert "connection" in answer(pipeline.NotBanned, story, visitor="ab").reason
    assert answer(pipeline.NotBanned, story, visitor="ef") is None
    # An old comment, whose visitor was cleared, belongs to no visitor.
    assert answer(pipeline.NotBanned, story, visitor="") is None
    assert "cheap watches" in answer(pipeline.NotBanned, story, "Cheap watches!").reason


@pytest.mark.django_db
def test_the_rate_is_of_ten_minutes_and_no_more(story):
    change_rules(story, max_comments=1)
    now = timezone.now()
    add_comment(story, "One", visitor="ab", now=now)
    for minutes, refused in ((9, True), (11, False)):
        later = now + timedelta(minutes=minutes)
        assert bool(answer(pipeline.NotTooFast, story, visitor="ab", now=later)) == refused


@pytest.mark.django_db
def test_a_duplicate_is_one_of_the_last_day_on_the_same_story(story):
    now = timezone.now()
    add_comment(story, "Well said.", visitor="ab", now=now)
    for hours, refused in ((23, True), (25, False)):
        later = now + timedelta(hours=hours)
        found = answer(pipeline.NotADuplicate, story, visitor="ab", now=later)
        assert bool(found) == refused
    assert answer(pipeline.NotADuplicate, story, "Else", visitor="ab") is None


@pytest.mark.django_db
def test_the_first_comment_is_that_of_the_visitor_not_of_the_story(story):
    change_rules(story, hold_first=True)
    first = add_comment(story, visitor="ab")
    set_state([first], State.APPROVED, None)
    assert answer(pipeline.NotTheFirst, story, visitor="ab") is None
    assert answer(pipeline.NotTheFirst, story, visitor="cd")
    assert answer(pipeline.NotTheFirst, story, visitor="ab", edited=first)
    second = add_comment(story, "Two", visitor="ab")
    assert answer(pipeline.NotTheFirst, story, visitor="ab", edited=second) is None


@pytest.mark.django_db
def test_blocked_words_may_stand_in_the_name(story):
    change_rules(story, blocked_words="horse meat")
    assert "horse meat" in answer(pipeline.NoBlockedWords, story, name="Horse Meat").reason
    assert answer(pipeline.NoBlockedWords, story, name="Horse") is None


def change_rules(story, **values):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults=values)


def test_of_two_holds_both_give_the_reason():
    first, second = (lambda _comment, reason=reason: hold(reason) for reason in ("one", "two"))
    assert run_checks([first, second], None) == hold("one two")
    assert run_checks([], None) == approve()
    assert run_checks([lambda _comment: approve("known"), first], None) == approve("known")


def test_a_check_that_is_no_function_is_called_by_its_class(caplog):
    class Broken:
        def __call__(self, comment):
            return "nonsense"

    assert run_checks([Broken()], None) == hold("The check Broken failed.")


@pytest.mark.django_db
def test_a_ban_of_words_is_heard_when_a_comment_is_edited(story):
    comment = add_comment(story)
    Ban.objects.create(words="snake oil")
    edited = submission(story, "Buy snake oil", edited=comment)
    assert "snake oil" in pipeline.run_pipeline(edited).reason


@pytest.mark.django_db
def test_the_newsroom_is_neither_slowed_down_nor_held(story):
    change_rules(story, max_comments=0)
    user = UserFactory()
    assert answer(pipeline.NotTooFast, story, user=user) is None
    assert answer(pipeline.NotTooFast, story)
    assert answer(pipeline.WrittenInTheNewsroom, story, user=user) == approve()
    assert answer(pipeline.WrittenInTheNewsroom, story) is None
    assert not ReaderComment.objects.exists()
