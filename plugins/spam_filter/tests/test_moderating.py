"""Moderators decide, the filter learns and says what it thinks; the report says how well."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from byline.plugins.testing import check_plugin
from byline_spam_filter.learning import learn
from byline_spam_filter.models import ALL_COMMENTS, LearnedComment, Outcome, Token
from comments.models import State
from comments.moderation import set_state
from comments.posting import edit
from comments.privacy import erase, person_data
from tests.comments.conversing import add_comment, submission
from tests.comments.moderating import QUEUE, address_of, bulk, undo_address
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/spam_filter/"
SPAM = "Casino pills, free here"


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def report(desk):
    response = desk.get(REPORT)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml").main


def test_the_contract_is_kept():
    assert check_plugin("spam_filter") == []


def test_it_learns_what_a_moderator_decides_and_unlearns_what_is_undone(
    desk, story, counts, committed
):
    with committed():
        comment = add_comment(story, SPAM)
    assert counts() == (0, 0), "it appeared by itself"
    with committed():
        undo = undo_address(bulk(desk, "reject", [comment], next=QUEUE), desk)
    assert (counts(), counts("casino")) == ((0, 1), (0, 1))
    with committed():
        desk.post(undo)
    assert (counts(), counts("casino")) == ((1, 0), (1, 0)), "a moderator lets it stand"
    set_state([comment], State.PENDING, None)
    with committed():
        undo = undo_address(bulk(desk, "reject", [comment], next=QUEUE), desk)
    with committed():
        desk.post(undo)
    assert (counts(), counts("casino")) == ((0, 0), (0, 0)), "it waits again"


def test_the_words_of_comments_go_with_their_writer(story, moderator, counts, committed):
    with committed():
        comments = [add_comment(story, f"{SPAM} {number}", name="Ines") for number in range(2)]
        set_state(comments, State.REJECTED, moderator)
    assert (counts("casino"), counts("name:ines")) == ((0, 2), (0, 2))
    with committed():
        erase(person_data([comment.pk for comment in comments]))
    assert not LearnedComment.objects.exclude(tokens=[]).exists()
    assert {*Token.objects.values_list("text", flat=True)} == {ALL_COMMENTS}


def test_what_is_like_spam_waits_and_moderators_see_why(desk, story, trained):
    comment = add_comment(story, SPAM)
    assert comment.state == State.PENDING
    assert "Spam filter: 99 % (casino, free, pills)" in desk.get(address_of(comment)).text
    assert add_comment(story, "The ferry was right for the council").is_approved


def test_the_verdict_stands_beside_the_reasons_of_others(story, trained):
    comment = add_comment(story, f"{SPAM}: www.a.example www.b.example www.c.example")
    assert comment.held_because == "It has 3 links. Spam filter: 99 % (casino, free, pills)"


def test_what_is_changed_into_spam_waits_too(story, trained):
    comment = add_comment(story, "The ferry was right")
    edit(comment, submission(story, SPAM, edited=comment, visitor=comment.visitor))
    assert comment.state == State.PENDING


def test_the_command_learns_what_was_decided_before_and_nothing_twice(
    story, moderator, counts, capsys
):
    spam = [add_comment(story, f"Casino {n}") for n in range(3)]
    kept = [add_comment(story, f"Ferry {n}") for n in range(2)]
    add_comment(story, "Casino by itself")
    set_state(spam, State.REJECTED, moderator)
    set_state(kept, State.REMOVED, moderator)
    set_state(kept, State.APPROVED, moderator)
    learn(kept[0].pk, Outcome.REJECTED, kept[0].text)
    learn(kept[1].pk, Outcome.APPROVED, kept[1].text)
    call_command("train_spam_filter")
    assert "Learned 1 approved and 3 rejected comments; 1 were known." in capsys.readouterr().out
    assert (counts(), counts("casino"), counts("ferry")) == ((2, 3), (0, 3), (2, 0))
    call_command("train_spam_filter")
    assert "Learned 0 approved and 0 rejected comments; 5 were known." in capsys.readouterr().out


def test_the_report_before_anything_is_learned(desk):
    text = report(desk).text
    assert "It says nothing yet: it needs 5 of each." in text
    assert "There is nothing to compare yet." in text


def test_the_report_says_what_was_learned_and_how_often_moderators_agreed(desk, trained):
    LearnedComment.objects.update(score=None)
    spam, news = SPAM, "The ferry was right for the council"
    scores = [(spam, Outcome.REJECTED)] * 3 + [(news, Outcome.APPROVED)] * 4
    for number, (text, outcome) in enumerate([*scores, (news, Outcome.REJECTED)]):
        learn(number, outcome, text)
    main = report(desk)
    assert "From 14 approved and 14 rejected comments" in " ".join(main.text.split())
    assert "In 87 % of 8 decisions" in main.text
    agreement, of_rejected, of_approved = main.select("table")
    numbers = [[cell.text for cell in row.select("td")] for row in agreement.select("tbody tr")]
    assert numbers == [["3", "0"], ["1", "4"]]
    words = [cell.text for cell in of_rejected.select("tbody td:first-child")]
    assert words[:2] == ["casino", "free"]
    assert "pills.example" in words
    assert "voted" in [cell.text for cell in of_approved.select("tbody td:first-child")]


def test_the_report_costs_the_same_queries_for_any_number(desk, trained, count):
    before = count(REPORT)
    for n in range(40):
        learn(n, Outcome.REJECTED, f"{SPAM} {' '.join(f'word{m}' for m in range(n))}")
    assert count(REPORT) == before


def test_words_in_the_report_are_escaped(desk):
    for n in range(4):
        learn(n, Outcome.REJECTED, "https://<script>alert(1)</script>.example/ <b>bold</b>")
    main = report(desk)
    assert "bold" in main.text
    assert not main.select("b, main script")


@pytest.mark.parametrize(
    ("group", "status"), [("Comment moderators", 200), ("Editors", 200), ("Reporters", 302)]
)
def test_only_moderators_see_the_report(client, group, status):
    assert client.get(REPORT).status_code == 302
    client.force_login(UserFactory(group=group))
    assert client.get(REPORT).status_code == status


def test_the_report_is_in_the_menu_of_moderators(desk, client):
    assert REPORT in desk.get("/admin/").text
    client.force_login(UserFactory(username="reporter", group="Reporters"))
    assert REPORT not in client.get("/admin/").text
