"""What the filter looks at."""

import pytest

from byline_spam_filter.models import Token
from byline_spam_filter.tokens import TOKENS_LIMIT, label_of, tokens_of

TOKEN_MAX_LENGTH = Token._meta.get_field("text").max_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It doesn’t WORK.", ["it", "doesnt", "work"]),
        ("ﬁｎｅ 𝐜𝐚𝐬𝐢𝐧𝐨 ca\u00adsi\u200bno", ["fine", "casino"]),
        ("Größe ÇOK", ["grösse", "çok"]),
        ("Привет, мир!", ["привет", "мир"]),
        ("καλημέρα", ["καλημέρα"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("免费赌场", ["免费", "费赌", "赌场"]),
        ("カジノ", ["カジ", "ジノ"]),
        ("해적 카지노", ["해적", "카지노"]),
        ("สวัสดี", ["สว", "วั", "ัส", "สด", "ดี"]),
        ("買iPhone", ["買", "iphone"]),
        ("😀 🎰 a 1", []),
        ("Go to https://www.pills.example/buy-now", ["go", "to", "buy", "now"]),
        ("", []),
    ],
)
def test_words_in_any_script(text, expected):
    assert [token for token in tokens_of(text) if ":" not in token] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "see https://shop.pills.example/buy?x=1",
            ["domain:shop.pills.example", "domain:pills.example"],
        ),
        ("WWW.Pills.Example!", ["domain:pills.example"]),
        ("http://user:secret@pills.example:8080/", ["domain:pills.example"]),
        ("https://пример.рф/", ["domain:пример.рф"]),
        ("https:// http://\x00\ud800 http://@:", []),
        ("no.link here", []),
    ],
)
def test_domains_of_links(text, expected):
    assert [token for token in tokens_of(text) if token.startswith("domain:")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example", {"link"}),
        ("https://a.example https://b.example", {"links"}),
        ("www.a.example " * 3, {"many links"}),
        ("THIS IS THE LAST CHANCE", {"capitals"}),
        ("OK", set()),
        ("Buy! Now! Here!", {"exclamation marks"}),
        ("саsinо", {"mixed letters"}),
        ("z" * 31, {"long word"}),
        ("日本国憲法第九条" * 9, set()),
    ],
)
def test_features_of_the_shape(text, expected):
    found = {token.removeprefix("shape:") for token in tokens_of(text) if "shape:" in token}
    assert found == expected


def test_words_of_the_name_are_apart():
    assert tokens_of("Casino", "Casino Royale") == ["name:casino", "name:royale", "casino"]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word{n}" for n in range(5000)),
        "x" * 100_000,
        "https://" + "a." * 50_000,
        "https://a.example/ " * 5_000,
        "ﷺ" * 20_000,
        "\u0301" * 20_000,
        "\ud800\x00\uffff" * 5_000,
        "赌" * 20_000,
    ],
    ids=["words", "word", "host", "links", "ligatures", "marks", "unfit", "signs"],
)
def test_hostile_text_has_few_and_short_tokens(text):
    tokens = tokens_of(text, text)
    assert len(tokens) <= TOKENS_LIMIT
    assert max(map(len, tokens), default=0) <= TOKEN_MAX_LENGTH
    assert not any("\x00" in token or "\ud800" in token for token in tokens)


def test_tokens_are_shown_as_people_read_them():
    tokens = ["domain:pills.example", "name:casino", "casino", "shape:capitals", "shape:of old"]
    labels = ["pills.example", "casino", "casino", "all capitals", "of old"]
    assert [*map(label_of, tokens)] == labels
