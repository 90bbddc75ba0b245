"""Rich text of the editor."""

import pytest

from news.rich_text import clean_html


@pytest.mark.parametrize("awkward", ["\ud800", "&#xfdd0;", "\x00", "\ufffe"])
def test_characters_that_no_page_can_have_are_left_out(awkward):
    assert clean_html(f"<p>a{awkward}b</p>") == "<p>ab</p>"
