"""Comments need a solution that this site has asked for, once."""

import base64
import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from altcha import Challenge, Payload, Solution, solve_challenge
from bs4 import BeautifulSoup
from django.conf import settings as project_settings
from django.utils import timezone

from byline.plugins.comments import Action, SubmittedComment
from byline.plugins.testing import check_plugin, configured
from byline_altcha.challenges import Result, forget_expired, new_challenge, redeem
from byline_altcha.checks import check_work
from byline_altcha.models import UsedChallenge
from comments.models import ReaderComment, State
from comments.posting import edit
from tests.comments.conversing import submission
from tests.comments.readers import fill_in
from tests.factories import ArticleFactory
from tests.queries import capture_queries

CHALLENGE = "/plugins/altcha/challenge/"


@pytest.fixture(autouse=True)
def _settings():
    """Let browsers do little work."""
    settings = {"max_number": 5, "cost": 10, "lifetime_minutes": 60, "without_script": "hold"}
    with configured("altcha", **settings):
        yield


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


def solved(challenge=None, **changes):
    """Return what a browser sends, with changes of the challenge's parameters."""
    challenge = Challenge.from_dict(challenge or new_challenge())
    solution = solve_challenge(challenge)
    for name, value in changes.items():
        setattr(challenge.parameters, name, value)
    return Payload(challenge, solution).to_base64()


def answer(sent):
    fields = {} if sent is None else {"altcha": sent}
    return check_work(SubmittedComment(story=None, text="Text", visitor="", fields=fields))


def encoded(data):
    return base64.b64encode(json.dumps(data).encode()).decode()


def test_the_contract_is_kept(db):
    assert check_plugin("altcha") == []


def test_challenges_are_different_and_not_cached(client, db):
    first, second = (client.get(CHALLENGE) for _ in range(2))
    assert first.json()["parameters"]["nonce"] != second.json()["parameters"]["nonce"]
    assert "no-store" in first["Cache-Control"]
    assert not first.cookies
    assert client.post(CHALLENGE).status_code == 405


def test_a_challenge_costs_no_query(client, db):
    with capture_queries() as found:
        client.get(CHALLENGE)
    assert found == []


def test_a_solution_is_accepted_once(db):
    sent = solved()
    assert answer(sent) is None
    again = answer(sent)
    assert (again.action, again.field) == (Action.REJECT, "")
    assert "sent before" in again.reason
    assert answer(solved()) is None, "another one is not concerned"


def test_the_same_solution_in_other_words_is_used_too(db):
    data = json.loads(base64.b64decode(solved()))
    assert redeem(encoded(data)) == Result.VALID
    data["solution"]["time"] = 7
    assert redeem(encoded(data)) == Result.USED
    data["solution"]["counter"] = "else"
    data["more"] = "x"
    assert redeem(f"\n{encoded(data)}") == Result.USED


def test_an_expired_solution_is_refused_with_the_reason(db):
    sent = solved()
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        refused = answer(sent)
    assert refused.action == Action.REJECT
    assert "open for very long" in refused.reason


def test_a_solution_costs_one_query_and_what_is_none_costs_none(db, django_assert_num_queries):
    sent = solved()
    with django_assert_num_queries(3):  # two of which are the savepoint of the test
        answer(sent)
    with django_assert_num_queries(0):
        answer("garbage")


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": 9_999_999_999},
        {"expires_at": None},
        {"key_prefix": ""},
        {"nonce": "00" * 16},
        {"key_signature": None},
        {"cost": 1},
        {"data": {"a": 1}},
    ],
)
def test_a_changed_challenge_is_forged(changes, db):
    assert redeem(solved(**changes)) == Result.FORGED


def test_another_sites_solution_is_forged(db, settings):
    settings.SECRET_KEY = "another-site-" + "1" * 40
    sent = solved()
    settings.SECRET_KEY = project_settings.SECRET_KEY[::-1]
    assert redeem(sent) == Result.FORGED


def test_a_wrong_solution_is_forged(db):
    challenge = Challenge.from_dict(new_challenge())
    for key in ("", "00" * 32, "é", None, 7, ["x"], {}):
        assert redeem(Payload(challenge, Solution(1, key)).to_base64()) == Result.FORGED


GARBAGE = [
    "x",
    "=",
    "é" * 10,
    "A" * 9_999,
    "\x00\ud800",
    "[]",
    "not base64!",
    base64.b64encode(b"\xff\xfe").decode(),
    base64.b64encode(b"[" * 2000).decode(),
    base64.b64encode(b'{"a":' * 500).decode(),
    base64.b64encode(b"1" * 2500).decode(),
    *map(
        encoded,
        [
            None,
            7,
            [],
            {},
            {"challenge": 1, "solution": 2},
            {"challenge": [], "solution": []},
            {"challenge": {"parameters": []}, "solution": {}},
            {"challenge": {"parameters": "x"}, "solution": {"counter": 1, "derivedKey": "00"}},
            {"challenge": {"parameters": {}, "signature": {}}, "solution": {}},
        ],
    ),
    *(
        encoded(
            {
                "challenge": {
                    "parameters": {
                        **dict.fromkeys(("algorithm", "nonce", "salt", "cost"), value),
                        "expiresAt": value,
                        "data": value,
                    },
                    "signature": signature,
                },
                "solution": {"counter": value, "derivedKey": value},
            }
        )
        for value in (
            None,
            "x",
            -1,
            1e308,
            float("inf"),
            float("nan"),
            [[]],
            {"__proto__": 1},
            True,
        )
        for signature in ("x", None, 7, {}, "\ud800")
    ),
]


@pytest.mark.parametrize("sent", GARBAGE)
def test_garbage_is_refused_and_nothing_fails(sent, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        refused = answer(sent)
    assert refused.action == Action.REJECT


@pytest.mark.parametrize(
    ("setting", "action"), [("hold", Action.HOLD), ("reject", Action.REJECT), ("accept", None)]
)
def test_what_happens_without_scripts_is_a_setting(setting, action):
    with configured("altcha", without_script=setting):
        for sent in (None, ""):
            given = answer(sent)
            assert (given and given.action) == action
        assert answer("forged").action == Action.REJECT


def test_used_challenges_are_forgotten_once_they_have_expired(db):
    answer(solved())
    with configured("altcha", lifetime_minutes=300):
        answer(solved())
    with time_machine.travel(timezone.now() + timedelta(minutes=122), tick=False):
        forget_expired()
    assert UsedChallenge.objects.count() == 1


def test_the_form_has_the_field_and_only_files_of_this_site(client, story):
    page = BeautifulSoup(client.get(f"/comments/on/{story.pk}/write/").content, "lxml")
    proof = page.select_one("form altcha-proof")
    assert proof["data-challenge"] == CHALLENGE
    assert proof.select_one("input[name=altcha]").get("value") is None
    addresses = [tag.get("src") or tag.get("href") for tag in proof.parent.select("script, link")]
    assert len(addresses) == 2
    assert not any(urlsplit(address).netloc for address in addresses)
    assert "a moderator reads your comment" in proof.noscript.text


def test_a_refused_form_keeps_the_text_and_nothing_is_stored(client, story):
    data = fill_in("Kept: “quote” नमस्ते", altcha="forged")
    response = client.post(f"/comments/on/{story.pk}/write/", data)
    page = BeautifulSoup(response.content, "lxml")
    assert response.status_code == 422
    assert "Send it once more" in page.select_one(".form__error").text
    assert page.textarea.text.strip() == "Kept: “quote” नमस्ते"
    assert page.select_one("input[name=altcha]").get("value") is None
    assert not ReaderComment.objects.exists()


def test_a_reader_sends_a_comment_with_the_work_done_and_another_without(client, story):
    address = f"/comments/on/{story.pk}/write/"
    client.post(address, fill_in("With", altcha=solved(client.get(CHALLENGE).json())))
    client.post(address, fill_in("Without"))
    rows = ReaderComment.objects.order_by("pk").values_list("comment", "state", "held_because")
    assert list(rows) == [
        ("With", State.APPROVED, ""),
        ("Without", State.PENDING, "Its browser has not done the proof of work."),
    ]


def test_the_same_form_sent_twice_is_one_comment(client, story):
    data = fill_in("Twice", altcha=solved())
    first, second = (client.post(f"/comments/on/{story.pk}/write/", data) for _ in range(2))
    assert first.url == second.url
    assert ReaderComment.objects.count() == 1


def test_a_change_of_a_comment_needs_no_work(story):
    with configured("altcha", without_script="reject"):
        comment = ReaderComment(story=story, comment="Frist", state=State.APPROVED)
        comment.save()
        edit(comment, submission(story, "First", edited=comment))
    assert comment.is_approved
