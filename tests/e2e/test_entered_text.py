"""Texts that people enter, on the pages that show them: long words, and the other direction."""

import pytest

from tests.e2e.addresses import PAGES
from tests.e2e.entered import HEBREW, WORD, newspaper_in_hebrew, newspaper_of_long_words
from tests.e2e.looks import OVERHANG, SMALLEST

SEARCHES = ("/search/?q={}", "/search/?q={}&section=news", "/search/?q={}+qzxv")
# The page of examples has texts of its own.
SHOWN_ON = [path for path in PAGES if path != "/styleguide/" and "?q=" not in path]
SHOWN_ON.append("/embed/17800/")
# Lines of the text that begin left of their last sign: set from left to right.
MISDIRECTED = """(text) => {
    const found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode, start = node.data.indexOf(text);
        if (start < 0 || !node.parentElement.checkVisibility()) continue;
        const place = (at) => {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            return range.getBoundingClientRect();
        };
        const first = place(start), last = place(start + text.length - 1);
        if (!first.width || first.top !== last.top) continue;
        if (first.left < last.left) found.push(node.parentElement.outerHTML.slice(0, 120));
    }
    return [...new Set(found)];
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
    .map((part) => part.outerHTML.slice(0, 100))"""


@pytest.mark.newsroom(built_by=newspaper_of_long_words)
@pytest.mark.parametrize("path", [*SHOWN_ON, *SEARCHES])
def test_no_long_word_widens_a_page(page, path):
    page.set_viewport_size(SMALLEST)
    page.goto(path.format(WORD))
    assert page.evaluate(OVERHANG) == 0, "\n".join(page.evaluate(TOO_WIDE))


@pytest.mark.newsroom(built_by=newspaper_in_hebrew)
@pytest.mark.parametrize("path", [*SHOWN_ON, *SEARCHES])
def test_each_text_has_the_direction_of_its_own_words(page, path):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path.format("שלום"))
    wrong = page.evaluate(MISDIRECTED, HEBREW)
    assert not wrong, "\n".join(wrong)
