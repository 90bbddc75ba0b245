"""The text of updates is cleaned."""

import pytest

from byline_live_coverage.rich_text import clean_html, html_of, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Bare", "<p>Bare</p>"),
        ("<div>One</div><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div><p>One</p></div><p><br></p>", "<p>One</p>"),
        ("<h2 style='x'>Title</h2>", "<p>Title</p>"),
        ("<p onclick=x>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<p><img src=x onerror=alert(1)>b</p>", "<p>b</p>"),
        ('<p><a href="javascript:alert(1)">c</a></p>', '<p><a rel="noopener">c</a></p>'),
        ("<svg><p><style><!--</style><img src=x onerror=alert(1)>", ""),
        ("<ul><li>d</li></ul>", "<ul><li>d</li></ul>"),
    ],
)
def test_html_is_reduced_to_a_few_elements(html, text):
    assert clean_html(html) == text
    assert clean_html(text) == text


def test_a_text_without_scripts_becomes_paragraphs_with_links():
    html = html_of("One <b>\n\nhttps://example.org/?a=1&b=2 <script>")
    assert html == (
        '<p>One &lt;b&gt;</p>\n\n<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">'
        "https://example.org/?a=1&amp;b=2</a> &lt;script&gt;</p>"
    )


def test_plain_text_is_on_one_line():
    assert plain_text("<p>One</p>\n<p>two &amp; <b>three</b></p>") == "One two & three"


def test_a_deep_text_is_cleaned():
    assert "x" in clean_html("<blockquote>" * 5000 + "x")
