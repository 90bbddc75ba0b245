"""The blocks of a story's body, one file a family."""

from news.blocks.body import ArticleBodyBlock
from news.blocks.unknown import UNKNOWN, UnknownBlock

__all__ = ["UNKNOWN", "ArticleBodyBlock", "UnknownBlock"]
