"""Guests cannot sign as authors, as staff or as the newspaper."""

import pytest

from comments.posting import RefusedError
from comments.reserved_names import look_of
from news.models import Newsroom
from tests.comments.conversing import add_comment
from tests.comments.readers import send
from tests.factories import ArticleFactory, AuthorFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db

POSING = [
    *("Mara Lind", "MARA LIND", "mara  lind", "Mára Lind", "Mara.Lind", "MaraLind", "Lind, Mara"),
    *("M a r a Lind", "Mara Lind (reporter)", "Reporter Mara Lind", "Mara Lind, Ellery"),
    *("M\u0430r\u0430 Lind", "\u039c\u0391R\u0391 LIND", "Mara L\u0131nd", "Mara Llnd"),
    *("Ma\u200bra Lind", "Ma\u00adra Li\u2060nd", "Mara\u2800Lind", "Mara\u3164Lind"),
    *("Mara\u00a0Lind", "M4ra L1nd", "N e w s r o o m", "Ne\u200bwsroorn"),
    *("𝐌𝐚𝐫𝐚 𝐋𝐢𝐧𝐝", "Ｍａｒａ Ｌｉｎｄ", "🅼🅰🆁🅰 🅻🅸🅽🅳", "ᴍᴀʀᴀ ʟɪɴᴅ", "Mara Łind", "Ꮇara Lind"),
    *("Otto Berg", "Kim", "Newsroom", "The Newsroom", "Newsr00m", "Nevvsroom", "Ann, newsroom"),
    *("The Ellery Courier", "Ellery Courier staff", "ELLERY-COURIER", "Ellery Courier Publishing"),
    *("Editor", "The Editors", "News desk", "Moderator"),
]
OWN_NAMES = [
    *("", "Mara", "Lind", "Mara L.", "Tamara Lindstrom", "Mara Lindqvist", "Maria Lind", "Ellery"),
    *("Anna Ellery", "Courier rider", "Kim Ray", "A. Reader", "A", "!!!", "Анна", "李明"),
    *("Reader of the Courier", "Berg"),
]


@pytest.fixture
def story(section):
    UserFactory(first_name="Otto", last_name="Berg")
    UserFactory(first_name="Kim", last_name="")
    newsroom = Newsroom.for_site(section.get_site())
    newsroom.name, newsroom.publisher = "The Ellery Courier", "Ellery Courier Publishing"
    newsroom.save()
    return ArticleFactory(parent=section, authors=["Mara Lind"])


@pytest.mark.parametrize("name", POSING, ids=ascii)
def test_a_guest_cannot_pose_as_one_of_the_newsroom(story, name):
    with pytest.raises(RefusedError, match="not for guests") as caught:
        add_comment(story, name=name)
    assert caught.value.field == "name"
    suggested = caught.value.reason.split("“")[1].split("”")[0]
    assert add_comment(story, name=suggested).byname == suggested


@pytest.mark.parametrize("name", OWN_NAMES, ids=ascii)
def test_other_names_are_free(story, name):
    assert add_comment(story, name=name).user_name == name


def test_the_suggestion_is_close_to_the_name(story):
    with pytest.raises(RefusedError, match=r"“Mara L\."):
        add_comment(story, name="Mara Lind")


def test_staff_sign_with_their_names(story):
    assert add_comment(story, name="Mara Lind", user=UserFactory()).byname == "Mara Lind"


def test_the_reader_sees_the_reason_at_the_field_and_keeps_the_text(story, client):
    response = send(client, story, "I was there.", name="M\u0430ra Lind")
    assert response.status_code == 422
    assert "not for guests" in response.text
    assert "I was there." in response.text


def test_a_refusal_says_nothing_of_authors_whose_stories_are_hidden(section, story):
    for number, hidden in enumerate(hidden_stories(section)):
        hidden.bylines.create(author=AuthorFactory(name=f"Ada Hidden{number}"))
        assert add_comment(story, name=f"Ada Hidden{number}").is_approved


def test_words_are_told_apart_by_what_they_look_like():
    assert look_of("Мodern") == look_of("modem")
    assert look_of("Mara") != look_of("Mora")
