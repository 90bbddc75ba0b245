"""The field that holds the body of a story."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from news.blocks import ArticleBodyBlock

if TYPE_CHECKING:
    from wagtail.blocks.stream_block import StreamValue


class ArticleBodyField(StreamField):
    """A StreamField that creates its blocks at first use, after plugins are loaded.

    Migrations do not name the blocks, so that a plugin needs none. Blocks of an unknown type
    are stored unchanged: see `news.blocks.unknown`. Its import path is in the first migration
    and never changes.
    """

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any) -> StreamValue: ...
        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(self, **kwargs: Any) -> None:
        # Wagtail wants the block types here; ours come from `stream_block`.
        super().__init__([], **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        """The blocks of an article, with those of the plugins."""
        block = ArticleBodyBlock()
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the blocks out of migrations."""
        # Past StreamField, which would write them all down.
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
