"""The blocks of a story's body, one file a family."""

from news.blocks.body import ArticleBodyBlock
from news.blocks.paragraph import ParagraphBlock
from news.blocks.photo import PhotoBlock
from news.blocks.quote import QuoteBlock
from news.blocks.related import RelatedCoverageBlock
from news.blocks.tweet import TweetBlock
from news.blocks.unknown import UNKNOWN, UnknownBlock

__all__ = [
    "UNKNOWN",
    "ArticleBodyBlock",
    "ParagraphBlock",
    "PhotoBlock",
    "QuoteBlock",
    "RelatedCoverageBlock",
    "TweetBlock",
    "UnknownBlock",
]
