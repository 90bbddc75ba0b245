"""Comments that saved pages bring along."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import ReaderComment, Reference, State
from comments.moderation import set_state
from comments.paths import COMMENT_MAX_DEPTH
from comments.rendering import text_html
from comments.threads import threads_on
from importers.models import ImportedStory
from importers.notes import NoteKind
from importers.results import Outcome
from importers.saved_pages.story import read_story
from importers.story_importer import StoryImporter
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory
from tests.failing import refusing
from tests.importers.pages import LANTERN_PARADE, saved_page

pytestmark = pytest.mark.django_db
OTHER = "Gulls Elect Mayor"
REFERENCES = 'INSERT INTO "comments_reference"'


@pytest.fixture(autouse=True)
def _from_one(db):
    """Begin with the first number: those of PostgreSQL do not come back with a rollback."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('django_comments_id_seq', 1, false)")


@pytest.fixture
def store():
    return StoryImporter("News")


def wrote(number, text="Well said.", name="Ada", at="2019-12-01 : 08:15"):
    """Return a comment as saved pages have it."""
    return f"{name} No. {number} {at}\n\n{text}\n"


def keep(store, *comments, **page):
    """Import a page with comments."""
    return store.import_story(read_story(saved_page(end="\n".join(comments), **page)))


def note_texts(verdict):
    return [note.text for note in verdict.notes if note.kind is NoteKind.COMMENT]


def comment(number):
    return ReaderComment.objects.get(original_number=number)


def test_our_samples_comments_have_number_name_time_and_parent(store):
    verdict = store.import_story(read_story(LANTERN_PARADE.read_text()))
    first, second = comment(40311), comment(40312)
    assert (first.pk, first.user_name, first.byname) == (40311, "", "Anonymous")
    assert (second.pk, second.user_name) == (40312, "Wanda Q.")
    assert second.posted_at == datetime(2019, 12, 1, 8, 15, tzinfo=UTC)
    assert first.comment == "Justice for the whale.\n\nIt was a good whale."
    assert {first.state, second.state} == {State.APPROVED}
    assert first.story == ArticlePage.objects.get()
    assert second.references.get().target == first
    assert verdict.text.endswith("2 comments")
    assert add_comment(first.story).pk == 40313


def test_times_are_in_the_newsrooms_time_zone(store, settings):
    settings.TIME_ZONE = "America/New_York"
    keep(store, wrote(7))
    assert comment(7).posted_at == datetime(2019, 12, 1, 13, 15, tzinfo=UTC)


def test_a_number_at_the_start_of_the_text_is_the_parent(store):
    verdict = keep(store, wrote(7), wrote(8, ">>7\nIndeed"), wrote(9, "Not so, >>7"))
    assert comment(8).reply_to == comment(8).root == comment(7)
    assert comment(8).comment == ">>7\nIndeed"
    assert comment(9).reply_to is None
    assert comment(7).reply_count == 1
    assert note_texts(verdict) == []
    assert [entry.comment.pk for entry in threads_on(comment(7).story).entries] == [9, 7]


def test_a_parent_can_stand_further_down_the_page(store):
    keep(store, wrote(9, ">>8 I say"), wrote(8, ">>7 You say"), wrote(7))
    assert comment(9).path == "000000000700000000080000000009"
    assert (comment(7).reply_count, comment(8).reply_count) == (2, 1)


@pytest.mark.parametrize(
    ("comments", "roots"),
    [
        ([(7, ">>7 me")], {7}),
        ([(7, ">>8"), (8, ">>7")], {7}),
        ([(6, ">>7"), (7, ">>8"), (8, ">>9"), (9, ">>8"), (10, ">>9")], {8}),
        ([(7, ">>99 who")], {7}),
        ([(7, ">>9999999999 who")], {7}),
    ],
    ids=["itself", "a circle of two", "a circle with others around", "unknown", "no number"],
)
def test_a_comment_whose_parent_makes_no_sense_begins_a_conversation(store, comments, roots):
    verdict = keep(store, *(wrote(number, text) for number, text in comments))
    assert ReaderComment.objects.count() == len(comments)
    assert set(ReaderComment.objects.roots().values_list("pk", flat=True)) == roots
    (note,) = note_texts(verdict)
    assert note.startswith(f"No. {min(roots)} answers")
    assert note.endswith("it begins a conversation of its own")


def test_a_conversation_that_is_too_deep_begins_anew_and_nothing_is_lost(store):
    numbers = range(1, 31)
    verdict = keep(store, *(wrote(n, f">>{n - 1} and so on") for n in reversed(numbers)))
    assert sorted(ReaderComment.objects.values_list("pk", flat=True)) == list(numbers)
    assert max(c.depth for c in ReaderComment.objects.all()) == COMMENT_MAX_DEPTH
    assert "No. 11 answers a comment that has 9 above it" in " ".join(note_texts(verdict))


def test_a_parent_on_another_story_is_none(store):
    keep(store, wrote(7), headline=OTHER)
    verdict = keep(store, wrote(8, ">>7 as I said"))
    assert comment(8).reply_to is None
    assert comment(8).references.get().target == comment(7)
    assert "No. 8 answers No. 7, which is not on this story" in note_texts(verdict)[0]


def test_a_taken_number_is_reported_and_references_to_it_are_rewritten(store):
    mine = add_comment(ArticleFactory())
    verdict = keep(
        store,
        wrote(mine.pk, "Mine too."),
        wrote(40, f">>{mine.pk} and >>{mine.pk}0 or >>41"),
        wrote(41, "See >>40"),
    )
    brought = comment(mine.pk)
    assert brought.pk == 42
    assert note_texts(verdict) == [f"No. {mine.pk} is taken: it is now No. 42"]
    assert comment(40).reply_to == brought
    assert comment(40).comment == f">>42 and >>{mine.pk}0 or >>41"
    found = Reference.objects.filter(source=40).order_by("pk").values_list("number", "target_id")
    assert list(found) == [(42, 42), (mine.pk * 10, None), (41, 41)]
    mine.refresh_from_db()
    assert (mine.comment, mine.reply_count, mine.referred_by.count()) == ("Well said.", 0, 0)


def test_a_number_does_not_take_that_of_the_next(store):
    taken = [add_comment(ArticleFactory()).pk for _ in range(3)]
    keep(store, *(wrote(number) for number in range(taken[-1], taken[-1] + 4)))
    kept = ReaderComment.objects.exclude(original_number=None).values_list("pk", "original_number")
    first = taken[-1]
    assert sorted(kept) == [*((n, n) for n in range(first + 1, first + 4)), (first + 4, first)]


def test_other_pages_refer_to_the_new_number_whichever_is_imported_first(store):
    mine = add_comment(ArticleFactory())
    keep(store, wrote(50, f"before >>{mine.pk} and >>60"), headline="Before")
    assert comment(50).references.get(number=mine.pk).target is None
    keep(store, wrote(mine.pk), wrote(60))
    keep(store, wrote(70, f"after >>{mine.pk}"), headline="After")
    brought = comment(mine.pk)
    assert brought.pk not in (mine.pk, 60)
    assert comment(50).comment == f"before >>{brought.pk} and >>60"
    assert comment(70).comment == f"after >>{brought.pk}"
    assert [r.target_id for r in brought.referred_by.order_by("number", "source")] == [
        brought.pk
    ] * 2
    assert comment(60).referred_by.get().source == comment(50)


def test_what_readers_here_have_written_is_never_changed(store):
    mine = add_comment(ArticleFactory())
    local = add_comment(ArticleFactory(), f"See >>{mine.pk} and >>700 and >>800")
    keep(store, wrote(mine.pk), wrote(700))
    local.refresh_from_db()
    assert local.comment == f"See >>{mine.pk} and >>700 and >>800"
    targets = dict(local.references.values_list("number", "target_id"))
    assert targets == {mine.pk: mine.pk, 700: 700, 800: None}


def test_several_new_numbers_in_one_text_are_changed_at_once(store):
    for _ in range(3):
        add_comment(ArticleFactory())
    keep(store, wrote(90, ">>1 >>2 >>3 >>4"), headline=OTHER)
    keep(store, wrote(1), wrote(2), wrote(3), wrote(4))
    assert comment(90).comment == f">>{comment(1).pk} >>{comment(2).pk} >>{comment(3).pk} >>4"
    assert comment(90).references.filter(target=None).count() == 0


@pytest.mark.parametrize("number", [2_147_483_647, 2_147_483_648, 10**18 - 1, 0])
def test_a_hostile_number_gets_another_once(store, number):
    text = wrote(number, "Ha."), wrote(number, "Ha, again.")
    verdict = keep(store, *text)
    assert len(note_texts(verdict)) == 2
    assert "is not between 1 and 1,000,000,000: it is now No." in note_texts(verdict)[0]
    assert keep(store, *text).outcome is Outcome.PRESENT
    assert ReaderComment.objects.count() == 2
    assert add_comment(ArticlePage.objects.get()).pk == 3


def test_two_comments_with_one_number_are_two_and_a_reply_is_to_the_first(store):
    text = wrote(7, "One"), wrote(7, "Two"), wrote(8, ">>7 Three"), wrote(7, "Two")
    verdict = keep(store, *text)
    assert note_texts(verdict) == ["No. 7 is taken: it is now No. 9"]
    assert comment(8).reply_to.comment == "One"
    assert keep(store, *text).outcome is Outcome.PRESENT
    assert ReaderComment.objects.count() == 3


def test_a_comment_without_words_is_left_out_and_said(store):
    verdict = keep(store, wrote(7, " \u200b\n"), wrote(8, ">>7 Why?"))
    assert [c.pk for c in ReaderComment.objects.all()] == [8]
    assert note_texts(verdict)[0] == "No. 7 has no words: it is left out"
    assert keep(store, wrote(7, ""), wrote(8, ">>7 Why?")).outcome is Outcome.CHANGED


def test_a_comment_longer_than_readers_may_write_is_kept_whole(store):
    words = "\n".join(["word " * 2000] * 50)
    keep(store, wrote(7, words))
    assert len(comment(7).comment) > 499_000


def test_names_are_cut_and_anonymous_is_nobody(store):
    verdict = keep(store, wrote(7, name="x" * 60), wrote(8, name="ANONYMOUS"), wrote(9, name=""))
    assert [comment(n).user_name for n in (7, 8, 9)] == ["x" * 50, "", ""]
    assert "No. 7 has a long name, which is cut" in note_texts(verdict)[0]


@pytest.mark.parametrize("at", ["2019-02-30 : 10:00", "0001-01-01 : 00:00", "9999-12-31 : 23:59"])
def test_a_comment_without_a_time_gets_the_date_of_the_story(store, settings, at):
    settings.TIME_ZONE = "Asia/Tokyo"
    verdict = keep(store, wrote(7, at=at))
    assert comment(7).posted_at == ArticlePage.objects.get().published_at
    assert note_texts(verdict) == ["No. 7 has a time that is none: it gets the date of the story"]


def test_characters_that_no_text_has_are_taken_out(store):
    keep(store, wrote(7, "a\x01b\u202ec", name="A\x02da"))
    assert (comment(7).comment, comment(7).user_name) == ("abc", "Ada")


def test_markup_is_kept_as_text(store, read):
    keep(store, wrote(7, "<script>alert(1)</script> <b>5 < 6</b>"))
    assert comment(7).comment == "<script>alert(1)</script> <b>5 < 6</b>"
    html = text_html(comment(7).comment, {})
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;5 &lt; 6&lt;/b&gt;</p>"


def test_an_import_of_before_comments_gets_its_comments_and_nothing_else(store):
    keep(store, wrote(7), wrote(8, ">>7 Yes"))
    ReaderComment.objects.all().delete()
    article = ArticlePage.objects.get()
    article.title = "Corrected"
    article.save_revision().publish()
    before = ImportedStory.objects.values().get()
    verdict = keep(store, wrote(7), wrote(8, ">>7 Yes"))
    assert (verdict.outcome, verdict.text) == (
        Outcome.EXTENDED,
        "“Whale Under Bridge”: 2 new comments",
    )
    assert comment(8).reply_to == comment(7)
    assert ArticlePage.objects.get().title == "Corrected"
    assert ImportedStory.objects.values().get() == before
    assert keep(store, wrote(7), wrote(8, ">>7 Yes")).outcome is Outcome.PRESENT


def test_a_file_that_changed_brings_its_new_comments(store):
    keep(store, wrote(7, "As it was"))
    verdict = keep(store, wrote(7, "Another text"), wrote(8, ">>7 New"), body="Other words.")
    assert verdict.outcome is Outcome.CHANGED
    assert verdict.text.endswith("the story here is left as it is: 1 new comment")
    assert comment(7).comment == "As it was"
    assert comment(8).reply_to == comment(7)
    assert "Some words." in str(ArticlePage.objects.get().body)


def test_what_a_moderator_decided_is_not_changed_by_another_import(store):
    keep(store, wrote(7), wrote(8))
    set_state([comment(7)], State.REMOVED, None)
    set_state([comment(8)], State.REJECTED, None)
    verdict = keep(store, wrote(7), wrote(8), wrote(9, ">>8 Answer"))
    assert [comment(n).state for n in (7, 8, 9)] == [State.REMOVED, State.REJECTED, State.APPROVED]
    assert comment(8).reply_count == 1
    assert verdict.comments == 1


def test_a_story_deleted_and_imported_again_has_its_comments_with_their_numbers(store):
    keep(store, wrote(7), wrote(8, ">>7 Yes"))
    ArticlePage.objects.get().delete()
    assert not ReaderComment.objects.exists()
    assert keep(store, wrote(7), wrote(8, ">>7 Yes")).outcome is Outcome.IMPORTED
    assert comment(8).pk == 8


def test_where_a_comment_cannot_be_stored_nothing_of_the_file_is(store):
    comments = wrote(7), wrote(8, ">>7 Yes")
    with refusing(REFERENCES), pytest.raises(OperationalError):
        keep(store, *comments)
    assert not ArticlePage.objects.exists()
    keep(store, body="Some words.")
    with refusing(REFERENCES), pytest.raises(OperationalError):
        keep(store, *comments)
    assert not ReaderComment.objects.exists()
    assert keep(store, *comments).comments == 2


def test_a_dry_run_says_the_same_and_changes_nothing(store):
    mine = add_comment(ArticleFactory())
    page = [wrote(mine.pk), wrote(90, ">>95", name="x" * 60), wrote(91, at="2019-99-99 : 10:00")]
    dry = StoryImporter("News", dry_run=True)
    planned = keep(dry, *page)
    assert ReaderComment.objects.count() == 1
    assert keep(dry, *page).comments == 0
    assert note_texts(keep(dry, wrote(90), headline=OTHER)) == [
        "No. 90 is taken: it gets another number"
    ]
    done = keep(store, *page)
    assert done.text == planned.text
    now = f"it is now No. {comment(mine.pk).pk}"
    assert [t.replace(now, "it gets another number") for t in note_texts(done)] == note_texts(
        planned
    )
    later = keep(StoryImporter("News", dry_run=True), *page, wrote(92, ">>91 Yes"))
    assert later.text.endswith(": 1 new comment")


def test_the_comments_of_a_second_file_with_the_same_story_are_imported(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(saved_page(end=wrote(7)))
    (tmp_path / "b.txt").write_text(saved_page("Other.", end=wrote(7) + wrote(8, ">>7 " + "Yes")))
    call_command("import_archive", str(tmp_path), dry_run=True)
    planned = capsys.readouterr().out
    call_command("import_archive", str(tmp_path), verbosity=2)
    report = capsys.readouterr().out
    for output in planned, report:
        assert f"{tmp_path}/a.txt: it is not imported, but 1 comment" in output
    assert comment(8).reply_to == comment(7)


def test_a_comment_costs_the_same_however_many_there_are(store):
    def queries(count, headline, first):
        page = [wrote(first), *(wrote(first + n, f">>{first} Yes") for n in range(1, count))]
        with CaptureQueriesContext(
            connection,
        ) as found:
            keep(store, *page, headline=headline)
        return len(found)

    keep(store, wrote(1), headline=OTHER)
    few, many = queries(10, "Few", 100), queries(110, "Many", 1000)
    assert (many - few) / 100 <= 4


def test_imported_comments_are_not_told_of_and_not_editable(
    store, django_capture_on_commit_callbacks
):
    at = f"{timezone.now() - timedelta(minutes=1):%Y-%m-%d : %H:%M}"
    with django_capture_on_commit_callbacks() as callbacks:
        keep(store, wrote(7, at=at))
    assert not [c for c in callbacks if "notify" in repr(c) and "Comment" in repr(c)]
    assert not comment(7).is_editable
