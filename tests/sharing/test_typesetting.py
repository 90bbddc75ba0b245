"""Lines of text in pictures."""

import pytest

from news import typesetting
from news.typesetting import Typeface, settable

BOX = (1040, 350)
SIZES = (92, 80, 68, 56)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ferry crosses", "Ferry crosses"),
        ("Łódź, Şişli, Āgra: “three” – cities…", "Łódź, Şişli, Āgra: “three” – cities…"),
        ("Cafe\u0301", "Café"),
        (" Two\n lines\t", "Two lines"),
        ("A ferry 😀❤\ufe0f sails", "A ferry sails"),
        ("A\x00B\u202e", "AB"),
        ("Тихий паром", ""),
        ("中文", ""),
        ("العبّارة", ""),
        ("Ferry паром", ""),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_a_text_is_set_whole_or_not_at_all_but_for_signs(text, found):
    assert settable(text) == found


def test_a_long_text_is_cut_before_it_is_measured():
    assert settable("W" * 10_000) == "W" * typesetting.TEXT_MAX_LENGTH


def test_a_text_takes_the_largest_size_in_which_it_fits():
    short, long = "Ferry sails", "Ferry crosses the harbour on batteries alone. " * 3
    face = Typeface.of(short)
    assert face.set(short, BOX, SIZES).size == SIZES[0]
    fitted = face.set(long, BOX, SIZES)
    assert fitted.size in SIZES[1:]
    assert " ".join(fitted.lines) == long.strip()


@pytest.mark.parametrize("text", ["W" * 300, "Words " * 50, "iW " * 100])
def test_a_text_that_is_too_long_ends_with_an_ellipsis_and_stays_in_its_box(text):
    face = Typeface.of(text)
    fitted = face.set(text, BOX, SIZES)
    assert fitted.lines[-1].endswith("…")
    assert len(fitted.lines) * fitted.size * typesetting.LEADING <= BOX[1]
    assert all(face.width(line, fitted.size) <= BOX[0] for line in fitted.lines)


def test_no_line_begins_with_an_accent():
    text = "a\u0328\u0301" * 60
    assert all(line[0] == "a" for line in Typeface.of(text).wrap(text, 92, 400))


@pytest.mark.parametrize(
    ("line", "is_so"),
    [("Ferry", False), ("12 – العبّارة", True), ("«שלום» Ferry", True), ("12", False)],
)
def test_a_line_begins_where_its_script_does(line, is_so):
    assert typesetting.is_right_to_left(line) is is_so


def test_letters_of_both_files_of_the_typeface_stand_in_one_line():
    parts = Typeface.of("Łódź").runs("Łódź")
    assert "".join(part for _, part in parts) == "Łódź"
    assert len({file for file, _ in parts}) == 2
