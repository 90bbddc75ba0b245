"""The checks that a comment passes before it is stored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from byline.plugins import hookimpl
from byline.plugins.comments import approve, hold, reject
from comments import pipeline, posting
from comments.models import Ban, CommentSettings, ReaderComment, State
from comments.moderation import set_state
from comments.paths import COMMENT_MAX_DEPTH
from comments.posting import COMMENT_EDITS_LIMIT, RefusedError, edit, post
from news.models import Commenting
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def house_rules(story):
    """Change the site's settings: `house_rules(max_links=0)`."""

    def change(**values):
        rules = CommentSettings.for_site(story.get_site())
        for name, value in values.items():
            setattr(rules, name, value)
        rules.save()

    return change


def refusal(story, text="Well said.", reply_to=None, **fields):
    """Send a comment that is refused, and return why."""
    before = ReaderComment.objects.count()
    with pytest.raises(RefusedError) as caught:
        add_comment(story, text, reply_to, **fields)
    assert ReaderComment.objects.count() == before
    return caught.value.reason


def test_a_comment_without_objections_appears(story):
    comment = add_comment(story)
    assert (comment.state, comment.is_public, comment.byname) == ("approved", True, "Anonymous")


@pytest.mark.parametrize("number", range(5))
def test_a_story_that_readers_cannot_see_takes_no_comment(section, number):
    assert "not there" in refusal(hidden_stories(section)[number])


def test_an_unpublished_story_takes_no_comment_and_no_change(story):
    comment = add_comment(story)
    story.unpublish()
    assert "not there" in refusal(story)
    with pytest.raises(RefusedError, match="not there"):
        edit(comment, submission(story, "Else", edited=comment))


@pytest.mark.parametrize("setting", [Commenting.CLOSED, Commenting.HIDDEN])
def test_an_editor_closes_the_comments_of_a_story_or_of_a_section(story, setting):
    story.section.commenting = setting
    assert "closed" in refusal(story)
    story.commenting = Commenting.OPEN
    assert add_comment(story).is_approved
    story.commenting = setting
    assert "closed" in refusal(story)


def test_comments_close_so_many_days_after_publication(story, house_rules):
    house_rules(close_after_days=2)
    assert add_comment(story).is_approved
    story.published_at = timezone.now() - timedelta(days=2, seconds=1)
    story.save()
    assert "closed" in refusal(story)


def test_a_reply_belongs_under_a_comment_on_the_same_story(story):
    elsewhere = add_comment(ArticleFactory(parent=story.section))
    assert "not on this story" in refusal(story, reply_to=elsewhere)
    assert "not on this story" in refusal(story, unknown_parent=True)


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.REMOVED])
def test_a_comment_that_is_not_there_to_be_read_takes_no_reply(story, state):
    parent = add_comment(story)
    set_state([parent], state, None)
    assert "not there" in refusal(story, reply_to=parent)


def test_a_comment_removed_while_the_reply_is_on_its_way_takes_none(story, monkeypatch):
    parent = add_comment(story)
    sent = submission(story, reply_to=ReaderComment.objects.get(pk=parent.pk))
    sure = pipeline.run_pipeline(sent)
    set_state([parent], State.REMOVED, None)
    with pytest.raises(RefusedError, match="not there"):
        posting.store(sent, sure)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda story: story.unpublish(), "not there"),
        (lambda story: add_comment(story, visitor="ab"), "already"),
        (lambda story: [add_comment(story, f"{n}", visitor="ab") for n in range(5)], "ten minutes"),
    ],
    ids=["unpublished", "sent twice", "too many"],
)
def test_what_happens_while_a_comment_is_on_its_way_counts(story, happens, reason):
    sent = submission(story, visitor="ab")
    sure = pipeline.run_pipeline(sent)
    happens(story)
    with pytest.raises(RefusedError, match=reason):
        posting.store(sent, sure)


def test_a_conversation_has_an_end(story):
    comment = add_comment(story)
    for _level in range(COMMENT_MAX_DEPTH):
        comment = add_comment(story, reply_to=comment)
    assert comment.depth == COMMENT_MAX_DEPTH
    assert "too deep" in refusal(story, reply_to=comment)


INVISIBLE_TEXTS = ["", "  \n\t ", "\u200b\u2060", "\u00a0", "\u0301", "\u3164", "\u2800"]


@pytest.mark.parametrize("text", INVISIBLE_TEXTS)
def test_a_comment_says_something(story, text):
    assert "Write a comment" in refusal(story, text)


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x85", "\u202e", "\ufeff", "\uffff"])
def test_a_comment_can_be_printed(story, letter):
    assert "cannot be shown" in refusal(story, f"Hello{letter}")
    assert "name" in refusal(story, name=f"Ann{letter}")


def test_a_comment_has_a_length_and_so_has_a_name(story):
    assert add_comment(
        story, "é" * pipeline.COMMENT_MAX_LENGTH, name="é" * pipeline.AUTHOR_NAME_MAX_LENGTH
    ).is_approved
    assert "5,001" in refusal(story, "é" * (pipeline.COMMENT_MAX_LENGTH + 1))
    assert "50 characters" in refusal(story, name="é" * (pipeline.AUTHOR_NAME_MAX_LENGTH + 1))


def test_machines_are_recognised_by_the_trap_and_by_their_speed(story):
    assert "trap" in refusal(story, trap="https://example.com")
    assert "too fast" in refusal(story, form_age=0.5)
    assert "very long" in refusal(story, form_age=8 * 24 * 3600)


def test_a_banned_visitor_is_refused_until_the_ban_is_over(story):
    ban = Ban.objects.create(visitor="ab", until=timezone.now() + timedelta(days=1))
    assert "not accepted" in refusal(story, visitor="ab")
    assert add_comment(story, visitor="cd").is_approved
    Ban.objects.filter(pk=ban.pk).update(until=timezone.now() - timedelta(seconds=1))
    assert add_comment(story, visitor="ab").is_approved


SPELLINGS = [
    "Buy CHEAP   watches",
    "cheap\nwatches!",
    "ｃｈéａｐ-watches",
    "ch\u200bea\u00adp watches",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_banned_words_are_recognised_however_they_are_written(story, text):
    Ban.objects.create(words="Cheap watches")
    assert "“Cheap watches”" in refusal(story, text)
    assert "“Cheap watches”" in refusal(story, name="cheap watches")


def test_banned_words_are_whole_words_and_ban_no_visitor(story):
    Ban.objects.create(words="ass")
    assert add_comment(story, "A class act, said the assistant.").is_approved
    assert add_comment(story, "Of whom it is not known who it is.", visitor="").is_approved


def test_one_visitor_writes_so_many_comments_in_ten_minutes(story, house_rules):
    house_rules(max_comments=2)
    add_comment(story, "One", visitor="ab")
    add_comment(story, "Two", visitor="ab")
    assert "ten minutes" in refusal(story, "Three", visitor="ab")
    assert add_comment(story, "Three", visitor="cd").is_approved
    later = timezone.now() + timedelta(minutes=10)
    assert add_comment(story, "Four", visitor="ab", now=later).is_approved


def test_the_same_comment_once_more_is_refused(story):
    add_comment(story, "Well said.", visitor="ab")
    assert "already" in refusal(story, "Well said.", visitor="ab")
    assert add_comment(story, "Well said.", visitor="cd").is_approved
    assert add_comment(ArticleFactory(parent=story.section), "Well said.", visitor="ab").is_approved
    tomorrow = timezone.now() + timedelta(days=1)
    assert add_comment(story, "Well said.", visitor="ab", now=tomorrow).is_approved


def test_blocked_words_hold_a_comment_and_moderators_see_which(story, house_rules):
    house_rules(blocked_words="\nfoo\nHorse meat\n")
    comment = add_comment(story, "The horse-meat pie")
    assert comment.state == State.PENDING
    assert "Horse meat" in comment.held_because
    assert "foo" in add_comment(story, name="Foo").held_because


def test_many_links_hold_a_comment(story, house_rules):
    house_rules(max_links=1)
    assert add_comment(story, "See https://example.com").is_approved
    held = add_comment(story, "See https://example.com and www.example.org")
    assert (held.state, held.held_because) == (State.PENDING, "It has 2 links.")
    bare = add_comment(story, "See example.com and a@example.org")
    assert (bare.state, bare.held_because) == (State.PENDING, "It has 2 links.")


def test_the_first_comment_of_a_visitor_is_held_if_the_newsroom_says_so(story, house_rules):
    add_comment(story, "Of another visitor")
    house_rules(hold_first=True)
    first = add_comment(story, "One", visitor="ab")
    assert first.state == State.PENDING
    assert add_comment(story, "Two", visitor="ab").state == State.PENDING
    set_state([first], State.APPROVED, None)
    assert add_comment(story, "Three", visitor="ab").is_approved


def test_the_first_comment_of_a_visitor_is_held_again_when_it_is_changed(story, house_rules):
    house_rules(hold_first=True)
    first = add_comment(story, "One", visitor="ab")
    set_state([first], State.APPROVED, None)
    edit(first, submission(story, "Buy this", edited=first, visitor="ab"))
    first.refresh_from_db()
    assert first.state == State.PENDING


def test_every_comment_is_held_where_they_are_read_before_publication(story, house_rules):
    house_rules(moderation="before")
    assert add_comment(story).state == State.PENDING


def test_a_comment_of_the_newsroom_appears_at_once(story, house_rules):
    house_rules(moderation="before", hold_first=True, max_links=0, max_comments=1)
    user = UserFactory()
    texts = ["See https://example.com", "And https://example.org"]
    assert all(add_comment(story, text, visitor="ab", user=user).is_approved for text in texts)


def test_a_rejection_counts_after_a_hold_but_not_after_an_approval():
    checks = [lambda _comment, answer=a: answer for a in (hold("h"), reject("r"), approve())]
    holds, rejects, approves = checks
    assert pipeline.run_checks([holds, rejects], None) == reject("r")
    assert pipeline.run_checks([approves, rejects], None) == approve()
    assert pipeline.run_checks([holds, approves, rejects], None) == hold("h")


def test_moderators_see_the_reasons_of_all_that_hold_a_comment():
    checks = [lambda _comment, answer=a: answer for a in (hold("One."), None, hold("Another."))]
    assert pipeline.run_checks(checks, None) == hold("One. Another.")


@pytest.mark.parametrize("nonsense", [True, "approve", 7])
def test_a_check_that_breaks_or_talks_nonsense_holds_the_comment(nonsense, caplog):
    def broken(_comment):
        raise RuntimeError("this check is broken")

    def confused(_comment):
        return nonsense

    assert pipeline.run_checks([broken], None) == hold("The check broken failed.")
    assert pipeline.run_checks([confused], None) == hold("The check confused failed.")
    assert "this check is broken" in caplog.text


def test_every_check_has_its_place():
    kinds = {type(check) for check in pipeline.CHECKS}
    assert kinds == set(pipeline.Check.__subclasses__())


def test_an_edited_comment_passes_the_checks_of_its_text(story, house_rules):
    house_rules(blocked_words="horse")
    comment = add_comment(story, "Hello", visitor="ab")
    with pytest.raises(RefusedError, match="Write a comment"):
        edit(comment, submission(story, " ", edited=comment, visitor="ab"))
    edit(comment, submission(story, "Hello horse", edited=comment, visitor="ab"))
    comment.refresh_from_db()
    assert (comment.comment, comment.state) == ("Hello horse", State.PENDING)
    assert not comment.is_public


@pytest.mark.parametrize("of", [{"visitor": "ab"}, {"words": "horse"}])
def test_a_ban_holds_for_what_is_changed_too(story, of):
    comment = add_comment(story, "Hello", visitor="ab")
    Ban.objects.create(**of)
    with pytest.raises(RefusedError, match="not accepted"):
        edit(comment, submission(story, "Hello horse", edited=comment, visitor="ab"))
    comment.refresh_from_db()
    assert comment.comment == "Hello"


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ({"max_links": 0}, "See https://example.com"),
        ({"moderation": "before"}, "Else"),
    ],
)
def test_a_changed_comment_is_held_as_a_new_one_would_be(story, house_rules, rules, text):
    comment = add_comment(story, "Hello")
    house_rules(**rules)
    edit(comment, submission(story, text, edited=comment))
    comment.refresh_from_db()
    assert (comment.comment, comment.state) == (text, State.PENDING)


def test_a_comment_that_stays_as_it_was_was_not_edited(story):
    comment = add_comment(story)
    edit(comment, submission(story, edited=comment))
    comment.refresh_from_db()
    assert comment.edited_at is None


def test_a_changed_comment_refers_to_what_it_names_now(story):
    former, both, latter = (add_comment(story) for _ in range(3))
    comment = add_comment(story, f">>{former.pk} >>{both.pk}")
    edit(comment, submission(story, f">>{both.pk} >>{latter.pk}", edited=comment))
    targets = comment.references.order_by("target").values_list("target", flat=True)
    assert list(targets) == [both.pk, latter.pk]


def test_editing_takes_an_approved_reply_that_is_held_out_of_the_count(story, house_rules):
    house_rules(blocked_words="horse")
    parent = add_comment(story)
    reply = add_comment(story, "Hello", parent)
    edit(reply, submission(story, "Hello horse", edited=reply))
    parent.refresh_from_db()
    assert parent.reply_count == 0


def test_comments_are_not_edited_after_five_minutes(story):
    comment = add_comment(story, now=timezone.now() - timedelta(minutes=5, seconds=1))
    with pytest.raises(RefusedError, match="over"):
        edit(comment, submission(story, "Else", edited=comment))
    comment.refresh_from_db()
    assert comment.comment == "Well said."


def test_removed_comments_are_not_edited(story):
    comment = add_comment(story)
    set_state([comment], State.REMOVED, None)
    with pytest.raises(RefusedError, match="over"):
        edit(comment, submission(story, "Else", edited=comment))


def test_a_comment_is_not_changed_for_ever(story):
    comment = add_comment(story)
    for n in range(COMMENT_EDITS_LIMIT):
        edit(comment, submission(story, f"Text {n}", edited=comment))
    with pytest.raises(RefusedError, match="many times"):
        edit(comment, submission(story, "Once more", edited=comment))


class Slow:
    """A plugin whose check takes so long that every comment is deleted meanwhile."""

    @hookimpl
    def comment_checks(self):
        return [self.check]

    def check(self, comment):
        ReaderComment.objects.all().delete()


def test_a_comment_that_is_gone_by_then_is_not_changed_or_answered(story, register):
    comment = add_comment(story)
    change = submission(story, "Else", edited=comment)
    reply = submission(story, reply_to=ReaderComment.objects.get(pk=comment.pk))
    register(Slow())
    with pytest.raises(RefusedError, match="not there"):
        edit(comment, change)
    with pytest.raises(RefusedError, match="not there"):
        post(reply)


def test_the_reason_of_a_hold_is_about_what_the_comment_says_now(story, house_rules):
    house_rules(blocked_words="horse")
    comment = add_comment(story, "Hello horse")
    edit(comment, submission(story, "Hello", edited=comment))
    comment.refresh_from_db()
    assert (comment.state, comment.held_because) == (State.PENDING, posting.HELD_BEFORE_EDIT)
