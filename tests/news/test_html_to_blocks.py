"""HTML of word processors and web pages becomes blocks, and nothing is dropped in silence."""

import json

import pytest
from django.urls import reverse

from news.block_conversion import PASTED_MAX_CHARACTERS
from news.blocks import ArticleBodyBlock
from news.html_to_blocks import html_to_blocks
from tests.factories import UserFactory

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {}</style>
<!--[if gte mso 9]><xml>settings</xml><![endif]--></head><body>
<p class=MsoTitle>The pier</p>
<p class=MsoNormal>First <b style='mso-bidi-font-weight:normal'>bold</b> word.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span>One</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>2.</span>Two</p>
<h2>Money</h2><p class=MsoNormal><!--[if gte vml 1]>x<![endif]--><img
src="file:///C:/pier.png" alt="The pier at dawn"></p></body></html>"""
GOOGLE = """
<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<h1 dir="ltr"><span style="font-size:20pt">The pier</span></h1>
<p dir="ltr"><span style="font-weight:400;">Plain, </span><span
style="font-weight:700;">bold</span><span style="font-style:italic"> and leaning</span></p><br>
<ul><li dir="ltr"><p><span>One</span></p></li><li>Two<ul><li>Deep</li></ul></li></ul>
<p><a href="https://www.google.com/url?q=https://a.example/x&amp;sa=D">linked</a></p></b>"""


def types_and_values(html):
    return [(block["type"], block["value"]) for block in html_to_blocks(html).blocks]


def test_a_word_document_becomes_headings_paragraphs_lists_and_a_photo_that_waits():
    converted = html_to_blocks(WORD)
    assert [(block["type"], block["value"]) for block in converted.blocks] == [
        ("heading", "The pier"),
        ("paragraph", "<p>First <b>bold</b> word.</p><ol><li>One</li><li>Two</li></ol>"),
        ("heading", "Money"),
        ("photo", {"photo": None, "caption": "The pier at dawn", "credit": ""}),
    ]
    assert "1 picture could not come along" in converted.notes[0]


@pytest.mark.parametrize(
    ("picture", "caption"),
    [
        ('<img src="https://a.example/1.jpg" alt="Pier">', "Pier https://a.example/1.jpg"),
        ('<img src="https://a.example/1.jpg">', "https://a.example/1.jpg"),
        (f'<img src="https://a.example/1.jpg" alt="{"x" * 600}">', "x https://a.example/1.jpg"),
        ('<img src="data:image/png;base64,AAAA">', "A picture that could not come along"),
    ],
    ids=["described", "bare", "long", "data"],
)
def test_a_photo_that_waits_keeps_its_address(picture, caption):
    [(name, value)] = types_and_values(picture)
    assert (name, value["photo"]) == ("photo", None)
    assert value["caption"].endswith(caption)
    assert len(value["caption"]) <= 500


def test_paragraphs_that_word_calls_quotes_are_quotes():
    html = """<p class=MsoQuote>We built it <i>twice</i>.<o:p></o:p></p>
    <p class=MsoQuote>Never again.</p><p class=MsoNormal>She left.</p>
    <p class=MsoIntenseQuote>Sand and stones</p><p class=MsoQuote>said he.</p>"""
    assert types_and_values(html) == [
        ("quote", {"text": "We built it twice.\n\nNever again."}),
        ("paragraph", "<p>She left.</p>"),
        ("quote", {"text": "Sand and stones"}),
        ("quote", {"text": "said he."}),
    ]


def test_a_google_document_keeps_emphasis_lists_and_links():
    assert types_and_values(GOOGLE) == [
        ("heading", "The pier"),
        (
            "paragraph",
            (
                "<p>Plain, <b>bold</b><i> and leaning</i></p>"
                "<ul><li>One</li><li>Two<ul><li>Deep</li></ul></li></ul>"
                '<p><a href="https://a.example/x">linked</a></p>'
            ),
        ),
    ]


def test_a_table_stays_a_table():
    html = "<table><caption>Homes</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table>"
    [(name, value)] = types_and_values(html)
    assert name == "table"
    assert value["table"]["data"] == [["A", "B"], ["1", ""]]
    assert value["table"]["table_caption"] == "Homes"


def test_a_table_that_only_lays_out_is_what_is_in_it():
    html = "<table><tr><td><h2>Head</h2><p>Words</p></td></tr></table>"
    assert types_and_values(html) == [("heading", "Head"), ("paragraph", "<p>Words</p>")]


def test_the_rows_of_a_table_that_is_too_wide_become_text():
    cells = "".join(f"<td>{n}</td>" for n in range(30))
    converted = html_to_blocks(f"<table><tr>{cells}</tr></table>")
    assert converted.blocks[0]["value"].startswith("<p>0 | 1 | 2")
    assert "too wide" in converted.notes[0]


def test_a_quote_is_a_quote_unless_it_is_too_long():
    assert types_and_values("<blockquote><p>We built it.</p><p>All.</p></blockquote>") == [
        ("quote", {"text": "We built it.\n\nAll."})
    ]
    converted = html_to_blocks(f"<blockquote>{'word ' * 500}</blockquote>")
    assert converted.blocks[0]["type"] == "paragraph"
    assert "too long" in converted.notes[0]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>https://youtu.be/dQw4w9WgXcQ</p>",
            ("embed", {"source": "https://www.youtube.com/watch?v=dQw4w9WgXcQ"}),
        ),
        (
            '<p><a href="https://x.com/a/status/1">https://x.com/a/status/1</a></p>',
            ("tweet", {"source": "https://x.com/a/status/1"}),
        ),
        (
            '<iframe src="https://player.vimeo.com/video/12345"></iframe>',
            ("embed", {"source": "https://vimeo.com/12345"}),
        ),
        ("<p>https://a.example/</p>", ("paragraph", "<p>https://a.example/</p>")),
    ],
)
def test_an_address_alone_on_a_line_is_embedded(html, expected):
    assert types_and_values(html) == [expected]


def test_paragraphs_that_are_only_parted_by_empty_lines_are_paragraphs():
    assert types_and_values("One<br><br>Two<br>three") == [
        ("paragraph", "<p>One</p><p>Two<br>three</p>")
    ]


def test_a_very_long_text_becomes_blocks_that_can_be_saved():
    blocks = html_to_blocks("<p>" + "<p>".join(["word " * 100] * 300)).blocks
    assert len(blocks) > 2
    body = ArticleBodyBlock()
    body.clean(body.to_python(blocks))
    assert sum(block["value"].count("word") for block in blocks) == 30_000


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        '<p><a href="javascript:alert(1)">words</a></p>',
        "<div>" * 2000 + "words",
        "<ul><li>" * 500 + "words",
        "<table><tr><td>" * 200 + "words",
        "\x00\ud800 words <p",
        "",
    ],
    ids=["script", "link", "divs", "lists", "tables", "characters", "empty"],
)
def test_hostile_html_is_only_words(html):
    converted = html_to_blocks(html)
    assert "alert" not in json.dumps(converted.blocks)
    assert ("words" in json.dumps(converted.blocks)) == ("words" in html)


def test_the_editor_gets_blocks_as_its_script_inserts_them(client, db):
    client.force_login(UserFactory(group="Reporters"))
    answer = client.post(reverse("convert_html"), {"html": WORD}).json()
    assert [block["type"] for block in answer["blocks"]] == [
        *("heading", "paragraph", "heading", "photo")
    ]
    assert json.loads(answer["blocks"][1]["value"])["blocks"][0]["text"] == "First bold word."
    assert answer["notes"]


def test_too_much_is_refused(client, db):
    client.force_login(UserFactory(group="Reporters"))
    form = {"html": "x" * (PASTED_MAX_CHARACTERS + 1)}
    assert client.post(reverse("convert_html"), form).status_code == 413


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<ul><li>one</li><ul><li>nested</li></ul><li>two</li></ul>", ["one", "nested", "two"]),
        ("<ul>loose<li>one</li><p>para</p></ul>", ["loose", "one", "para"]),
        ("<blockquote>Intro <b>words</b><p>Para</p>Outro</blockquote>", ["Intro words", "Outro"]),
        ("<figure><img src=a><img src=b><p>Text</p></figure>", ["Text"]),
        ("<ul><li><table><tr><td>1</td><td>2</td></tr></table></li></ul>", ["1 2"]),
        ('<ul><li><iframe src="https://a.example/"></iframe></li></ul>', ["https://a.example/"]),
        ("<blockquote>" * 40 + "deep", ["deep"]),
    ],
)
def test_nothing_is_lost_where_elements_stand_oddly(html, words):
    found = json.dumps(html_to_blocks(html).blocks)
    assert [word for word in words if word not in found] == []


def test_links_that_become_words_are_named():
    html = '<h2><a href="https://a.example/">Head</a></h2><a href="https://a.example/"><p>x</p></a>'
    assert "2 links" in html_to_blocks(html).notes[0]


@pytest.mark.parametrize("tangled", ["<b class={}>", "<font color={}>"])
def test_formatting_that_is_never_closed_is_refused(client, db, tangled):
    client.force_login(UserFactory(group="Reporters"))
    html = "<p>" + "".join(tangled.format(n) for n in range(200)) + "<p>x" * 2000
    answer = client.post(reverse("convert_html"), {"html": html})
    assert answer.status_code == 413
    assert "could not be read" in answer.json()["notes"][0]
