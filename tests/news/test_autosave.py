"""Autosave keeps what a person had: work that goes can be found in the history."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import PageLogEntry, Revision

from news.autosave import thin_out
from tests.factories import ArticleFactory, PhotoFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = "2026-11-30T12:00:00Z"
SENTENCE = "The harbour board meets on Monday to hear what the engineers found under the pier."


@pytest.fixture
def editor():
    return UserFactory(group="Editors")


@pytest.fixture
def story(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    return ArticleFactory(live=False, body=[("paragraph", f"<p>{SENTENCE}</p>")])


@pytest.fixture
def autosave(story, editor, time_machine):
    """Save the story as autosave does, some seconds after the last time; return the revision."""
    time_machine.move_to(NOON, tick=False)

    def save(*texts, after=2, user=None):
        time_machine.shift(timedelta(seconds=after))
        latest = story.latest_revision
        ids = [child.id for child in story.body]
        story.body = [
            {"type": "paragraph", "value": f"<p>{text}</p>", "id": ids[n] if n < len(ids) else None}
            for n, text in enumerate(texts)
        ]
        overwritten = latest if latest and latest.user_id else None
        user = user or editor
        return story.save_revision(user=user, log_action=True, overwrite_revision=overwritten)

    return save


def texts(story):
    return [str(revision.as_object().body) for revision in story.revisions.order_by("pk")]


def test_typing_overwrites_one_revision(autosave):
    first = autosave("A")
    assert autosave("A pier") == first
    assert autosave("A pier, closed") == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([SENTENCE, SENTENCE], [SENTENCE]),
        ([f"One. {SENTENCE}"], ["One."]),
        (
            [SENTENCE],
            ["Quite other words than before, and as many of them, add_comment other things here."],
        ),
    ],
    ids=["a block", "a sentence", "a sentence rewritten"],
)
def test_what_goes_stays_in_the_history(autosave, story, before, after):
    revision = autosave(*before)
    assert autosave(*after) != revision
    assert before[-1] in texts(story)[-2]


def test_a_typing_error_is_mended_without_a_new_revision(autosave):
    assert autosave(SENTENCE.replace("found", "foudn")) == autosave(SENTENCE)


def test_what_is_deleted_word_by_word_stays_in_the_history_once(autosave, story):
    words = SENTENCE.split()
    for end in range(len(words), 0, -1):
        autosave(" ".join(words[:end]))
    assert [SENTENCE in text for text in texts(story)] == [True, False]


def test_what_stood_on_the_screen_for_a_minute_stays(autosave, story):
    revision = autosave("One two three")
    assert autosave("One two three four", after=59) == revision
    assert autosave("One two three five") != revision
    assert "four" in texts(story)[0]


def test_what_wagtail_refuses_is_refused(autosave, editor):
    autosave(SENTENCE)
    with pytest.raises(PermissionDenied):
        autosave("", user=UserFactory(group="Editors"))


def test_an_hour_later_what_a_later_one_has_too_goes(autosave, story, time_machine):
    lost, kept = f"Lost. {SENTENCE}", "Kept."
    for text in ("A", "A pier", lost, kept, "Kept. And more", "Kept. And more still"):
        autosave(text, after=61)
    thin_out()
    assert len(texts(story)) == 6
    time_machine.shift(timedelta(hours=1, minutes=10))
    thin_out()
    assert [lost in text for text in texts(story)] == [True, False]


def test_what_was_published_or_is_scheduled_is_not_thinned_out(autosave, story, time_machine):
    published = autosave("A", after=61)
    published.publish()
    scheduled = autosave("A b", after=61)
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at="2027-01-01T00:00Z")
    other = autosave("A b c", after=61)
    latest = autosave("A b c d", after=61)
    time_machine.shift(timedelta(hours=2))
    thin_out()
    kept = set(story.revisions.values_list("pk", flat=True))
    assert kept >= {published.pk, scheduled.pk, latest.pk}
    assert other.pk not in kept


@pytest.mark.parametrize(
    "change",
    [{"title": "Another headline"}, {"lead_photo": None}, {"body": None}],
    ids=["headline", "photo", "odd blocks"],
)
def test_what_was_chosen_or_said_shortly_is_not_thinned_out(editor, time_machine, change):
    time_machine.move_to(NOON, tick=False)
    photo = PhotoFactory()
    odd = [("quote", {"text": "[" * 990 + "]" * 990 + " <a" * 600})]
    story = ArticleFactory(live=False, title="The headline", lead_photo=photo, body=odd)
    before = story.save_revision(user=editor)
    for name, value in change.items():
        setattr(story, name, value or ([] if name == "body" else None))
    time_machine.shift(timedelta(minutes=5))
    story.save_revision(user=editor)
    time_machine.shift(timedelta(hours=2))
    thin_out()
    assert story.revisions.filter(pk=before.pk).exists()


def test_what_is_thinned_out_leaves_no_link_in_the_history(autosave, story, time_machine):
    for text in ("A", "A pier", "A pier, closed"):
        autosave(text, after=61)
    time_machine.shift(timedelta(hours=2))
    assert thin_out() == 2
    entries = PageLogEntry.objects.filter(page=story, revision__isnull=False)
    assert {entry.revision_id for entry in entries} == set(
        story.revisions.values_list("pk", flat=True)
    )
