"""The blocks of a story's body, one file a family."""

from news.blocks import adapter as _adapter  # noqa: F401 - it registers itself
from news.blocks.body import ArticleBodyBlock
from news.blocks.unknown import UNKNOWN_BLOCK_TYPE, UnknownBlock

__all__ = ["UNKNOWN_BLOCK_TYPE", "ArticleBodyBlock", "UnknownBlock"]
