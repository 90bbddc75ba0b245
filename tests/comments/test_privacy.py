"""Export and erasure of what is stored about a person."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments.models import Ban, Follower, ReaderComment, Reference, Report, SentMail, State
from comments.moderation import set_state
from comments.posting import edit
from comments.threads import threads_on
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory
from tests.importers.pages import saved_page

pytestmark = pytest.mark.django_db
ME, OTHER = "a" * 32, "b" * 32
EMAIL = "ada@reader.example"


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Whale Under Bridge")


@pytest.fixture
def mine(story):
    """A comment that was changed, with a reply, a report, followers and a ban around it."""
    first = add_comment(story, "Somebody else's.", visitor=OTHER)
    comment = add_comment(
        story, f"My first words >>{first.pk}", name="Ada", visitor=ME, reply_to=first
    )
    edit(comment, submission(story, "My second words", visitor=ME, edited=comment))
    reply = add_comment(story, "A reply.", reply_to=comment, visitor=OTHER)
    Report.objects.create(comment=first, reason="other", details="I know them", visitor=ME)
    Report.objects.create(comment=comment, reason="spam", details="Theirs", visitor=OTHER)
    follower = Follower.objects.create(comment=comment, email=EMAIL, visitor=ME)
    SentMail.objects.create(follower=follower, reply=reply)
    Follower.objects.create(comment=comment, email="other@reader.example", visitor=OTHER)
    Ban.objects.create(visitor=ME, note="Rude", comment=comment)
    return comment


@pytest.fixture
def export(capsys):
    """Run the command; return what it prints."""

    def export(*arguments):
        call_command("comments_export", *map(str, arguments))
        return json.loads(capsys.readouterr().out)

    return export


def run_erase(*arguments):
    call_command("comments_erase", *map(str, arguments), "--yes")


def test_all_that_a_visitor_left_is_exported(mine, export):
    ReaderComment.objects.filter(comment="A reply.").update(visitor=ME)
    found = export("--visitor-of", mine.pk)
    comment = found["comments"][0]
    assert [c["text"] for c in found["comments"]] == ["My second words", "A reply."]
    assert (comment["number"], comment["name"]) == (mine.pk, "Ada")
    assert comment["address"] == f"/comments/{mine.pk}/"
    assert comment["history"][0]["action"] == "comments.edit"
    assert comment["history"][0]["data"]["before"].startswith("My first words")
    assert [r["details"] for r in found["reports"]] == ["I know them"]
    assert [(f["email"], len(f["told_of"])) for f in found["follows"]] == [(EMAIL, 1)]
    assert [b["note"] for b in found["bans"]] == ["Rude"]


def test_by_number_only_these_comments_are_exported(mine, export):
    found = export("--number", mine.pk, mine.reply_to_id)
    assert [c["number"] for c in found["comments"]] == [mine.reply_to_id, mine.pk]
    assert found["reports"] == found["follows"] == found["bans"] == []


def test_by_address_what_it_asked_for_and_the_comments_it_asked_for_are_exported(mine, export):
    Follower.objects.create(comment=mine.reply_to, email=EMAIL.upper(), visitor=ME)
    found = export("--email", EMAIL)
    assert [f["number"] for f in found["follows"]] == [mine.pk, mine.reply_to_id]
    assert [c["number"] for c in found["comments"]] == [mine.pk]


def test_an_export_can_go_into_a_new_file(mine, tmp_path):
    path = tmp_path / "ada.json"
    call_command("comments_export", "--number", str(mine.pk), "--output", str(path))
    assert json.loads(path.read_text())["comments"][0]["number"] == mine.pk
    with pytest.raises(CommandError, match="File exists"):
        call_command("comments_export", "--number", str(mine.pk), "--output", str(path))


@pytest.mark.parametrize("command", ["comments_export", "comments_erase"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Say whose"),
        (["--number", "999999"], "There is no comment No. 999999."),
        (["--number", "99999999999999999999"], "There is no comment No. 99999999999999999999."),
        (["--number", "-5"], "There is no comment No. -5."),
        (["--visitor-of", "999999"], "There is no comment No. 999999."),
        (["--visitor-of", "0"], "There is no comment No. 0."),
        (["--email", "nobody@reader.example"], "Nothing is held"),
        (["--number", "x"], "invalid int value"),
    ],
)
def test_who_is_not_there_is_said_so(mine, command, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command(command, *arguments)


def test_a_visitor_who_is_forgotten_cannot_be_asked_for(mine):
    ReaderComment.objects.filter(pk=mine.pk).update(visitor="")
    with pytest.raises(CommandError, match=f"It is not known who wrote No. {mine.pk}"):
        call_command("comments_export", "--visitor-of", str(mine.pk))


def test_an_erased_comment_is_a_tombstone_with_its_number_and_its_replies(mine):
    run_erase("--number", mine.pk)
    mine.refresh_from_db()
    first = mine.reply_to
    assert (mine.state, mine.comment, mine.user_name) == (State.REMOVED, "", "")
    assert (mine.visitor, mine.form_key, mine.is_removed) == ("", None, True)
    assert (first.reply_count, mine.reply_count) == (1, 1)
    entry = threads_on(mine.story).entries[0]
    assert [e.is_tombstone for e in entry.replies] == [True, False]
    assert entry.replies[0].comment.pk == mine.pk


def test_nothing_of_what_was_written_is_left_anywhere(mine):
    run_erase("--visitor-of", mine.pk)
    stored = [
        list(model.objects.values())
        for model in (ReaderComment, Reference, Report, Follower, SentMail, ModelLogEntry)
    ]
    for words in ("first words", "second words", "Ada", ME, EMAIL, "I know them"):
        assert words not in str(stored)
    assert Report.objects.count() == 2
    assert Follower.objects.get().email == "other@reader.example"
    assert not Reference.objects.filter(source=mine).exists()
    assert Ban.objects.get().visitor == ME


def test_that_it_was_erased_is_in_the_log_without_the_words(mine):
    run_erase("--number", mine.pk)
    entry = ModelLogEntry.objects.for_instance(mine).get(action="comments.erase")
    assert (entry.data["from"], entry.data["to"]) == ("approved", "removed")
    assert ModelLogEntry.objects.for_instance(mine).get(action="comments.edit").data == {}


def test_what_readers_never_saw_leaves_no_tombstone(story):
    waiting, rejected, removed = (add_comment(story, text) for text in ("One", "Two", "Three"))
    set_state([waiting], State.PENDING, None)
    set_state([rejected], State.REJECTED, None)
    set_state([removed], State.REMOVED, None)
    run_erase("--number", waiting.pk, rejected.pk, removed.pk)
    states = ReaderComment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.REJECTED, State.REJECTED, State.REMOVED]
    assert set(ReaderComment.objects.values_list("comment", flat=True)) == {""}
    assert ModelLogEntry.objects.filter(action="comments.erase").count() == 3


def test_by_address_the_person_is_told_of_nothing_more(mine):
    mine.followers.filter(email=EMAIL).update(confirmed_at=timezone.now())
    run_erase("--email", EMAIL)
    assert not Follower.objects.filter(email=EMAIL).exists()
    mine.refresh_from_db()
    assert mine.comment == ""


def test_an_erasure_is_listed_first_and_has_to_be_confirmed(mine, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("comments_erase", "--visitor-of", str(mine.pk))
    output = capsys.readouterr().out
    assert f"No. {mine.pk} by Ada" in output
    assert "My second words" in output
    assert EMAIL in output
    mine.refresh_from_db()
    assert mine.comment == "My second words"
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")
    call_command("comments_erase", "--visitor-of", str(mine.pk))
    mine.refresh_from_db()
    assert mine.comment == ""


def test_nothing_is_erased_without_a_terminal_to_confirm_in(mine, monkeypatch):
    def end(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", end)
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("comments_erase", "--number", str(mine.pk))


def test_what_was_imported_and_erased_is_not_brought_back(tmp_path):
    (tmp_path / "page.txt").write_text(
        saved_page(end="".join(f"Ada No. {n} 2019-12-01 : 08:15\nWords\n" for n in (7, 10**12)))
    )
    call_command("import_archive", str(tmp_path), verbosity=0)
    run_erase("--number", *ReaderComment.objects.values_list("pk", flat=True))
    call_command("import_archive", str(tmp_path), verbosity=0)
    assert list(ReaderComment.objects.values_list("comment", flat=True)) == ["", ""]
