"""What holds for every block of a story's body."""

import pytest
from django.template.loader import get_template

from news.blocks import UNKNOWN_BLOCK_TYPE, ArticleBodyBlock, UnknownBlock

OURS = dict(ArticleBodyBlock.base_blocks)
CHOSEN = {name: block for name, block in OURS.items() if name != UNKNOWN_BLOCK_TYPE}


def test_the_body_has_the_blocks_of_a_newspaper():
    assert set(CHOSEN) == {
        *("paragraph", "heading", "quote", "pull_quote", "fact_box"),
        *("photo", "gallery", "table", "document", "embed", "tweet", "related"),
    }
    assert isinstance(OURS[UNKNOWN_BLOCK_TYPE], UnknownBlock)


@pytest.mark.parametrize("name", CHOSEN)
def test_every_block_introduces_itself_in_the_picker(name):
    block = CHOSEN[name]
    assert block.get_description().endswith(".")
    assert block.meta.group
    assert block.meta.icon != "placeholder"
    assert getattr(block.meta, "preview_value", None)


@pytest.mark.parametrize("name", CHOSEN)
def test_every_block_has_a_small_template_of_its_own(name):
    template = get_template(CHOSEN[name].meta.template)
    source = template.template.source
    assert template.origin.name.endswith(f"blocks/{name}.html")
    assert len(source.splitlines()) <= 20
    assert "value." not in source
    assert "self." not in source
