"""Finding files, and reading their bytes as text."""

import os

import pytest

from importers.notes import UnreadableStory
from importers.reading import FILE_MAX_BYTES, find_files, printable_path, read_text

WORDS = "Café\nnaïve – “whale” 🐋\n"


@pytest.fixture
def read(tmp_path):
    """Write bytes to a file and read it."""

    def read(data, encoding=None):
        path = tmp_path / "page.txt"
        path.write_bytes(data)
        return read_text(path, encoding)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_16_are_read_without_their_marks(read, encoding):
    found = read(WORDS.encode(encoding))
    assert found.text == WORDS
    assert not found.notes


def test_big_endian_utf_16_is_read(read):
    assert read(b"\xfe\xff" + WORDS.encode("utf-16-be")).text == WORDS


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_ends_of_lines_are_line_ends(read, end):
    assert read(WORDS.replace("\n", end).encode()).text == WORDS


def test_form_feeds_and_line_separators_are_spaces_so_that_lines_keep_their_numbers(read):
    assert read("a\x0cb\u2028c\n".encode()).text == "a b c\n"


def test_latin_1_is_read_with_a_note_of_the_line(read):
    found = read("one\r\ntwo\r\nCafé – “no”\r\n".encode("cp1252"))
    assert found.text == "one\ntwo\nCafé – “no”\n"
    (note,) = found.notes
    assert note.line == 3
    assert note.text.endswith("read as Windows-1252")


def test_one_stray_byte_does_not_spoil_the_utf_8_around_it(read):
    assert read("é ".encode() + b"\xe9 " + "é".encode()).text == "é é é"


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Prime, il était déjà là, où êtes-vous, être prêt", "mac_roman"),
        ("Größe für Übung, München, höher", "cp850"),
        ("Мэр города сообщил, что паром отходит в семь часов", "cp1251"),
        ("Мэр города сообщил, что паром отходит в семь часов", "koi8_r"),
    ],
)
def test_what_cannot_be_windows_1252_is_refused_with_a_guess(read, words, encoding):
    with pytest.raises(UnreadableStory, match=f"--encoding {encoding} reads") as caught:
        read(b"By: Oda Finch\r\n" + words.encode(encoding))
    assert caught.value.line == 2


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis"])
def test_what_looks_like_nothing_known_is_refused_without_a_guess(read, encoding):
    with pytest.raises(UnreadableStory, match="say in which encoding it is with --encoding"):
        read("市長は、七時に出発した。船は小さい、人は多い。".encode(encoding))


@pytest.mark.parametrize("words", ["Søren Åkerlund på øen", "Ça a été créé à Orléans", "é" * 20])
def test_words_of_western_languages_are_windows_1252(read, words):
    assert read(words.encode("cp1252")).text == words


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_is_in_no_encoding_is_refused(read, byte):
    with pytest.raises(UnreadableStory, match=f"0x{byte:02x} is neither") as caught:
        read("one é\n".encode() + b"two \xe9" + bytes([byte]))
    assert caught.value.line == 2


def test_an_encoding_that_is_asked_for_is_used(read):
    assert read("жук".encode("koi8-r"), "koi8-r").text == "жук"


def test_text_that_is_not_in_the_encoding_asked_for_is_refused_with_its_line(read):
    with pytest.raises(UnreadableStory, match="not text in the encoding ascii") as caught:
        read(b"one\ntwo\xe9", "ascii")
    assert caught.value.line == 2


@pytest.mark.parametrize("data", [b"one\ntwo\x00", "one\ntwo".encode("utf-16-le")])
def test_binary_files_are_refused(read, data):
    with pytest.raises(UnreadableStory, match="binary"):
        read(data)


def test_large_files_are_refused(read):
    assert read(b"x" * FILE_MAX_BYTES).text
    with pytest.raises(UnreadableStory, match="larger than"):
        read(b"x" * (FILE_MAX_BYTES + 1))


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(UnreadableStory, match="No such file"):
        read_text(tmp_path / "gone.txt")


def test_directories_give_their_text_files_sorted_and_each_once(tmp_path):
    for name in ("b.txt", "a/z.TXT", "a/page.doc", "c/d/e.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(find_files([str(tmp_path), str(tmp_path / "b.txt"), str(tmp_path / "a/page.doc")]))
    names = [file.path.relative_to(tmp_path).as_posix() for file in found]
    assert names == ["a/z.TXT", "b.txt", "c/d/e.txt", "a/page.doc"]
    assert not any(file.problem for file in found)


def test_paths_that_are_no_files_are_problems(tmp_path):
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    found = find_files([str(tmp_path / name) for name in ("gone", "empty", "pipe.txt")])
    assert [file.problem for file in found] == [
        "there is no such file",
        "no .txt or .html files in this directory",
        "not a file",
    ]


def test_names_that_are_no_text_can_be_printed(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9\n\x1b.txt")
    assert printable_path(path).endswith("caf���.txt")
