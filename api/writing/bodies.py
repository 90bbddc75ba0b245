"""The shape of a body that is sent: what Wagtail's conversion to form data takes without errors."""

from collections.abc import Callable
from typing import Any

from wagtail.blocks import (
    BaseStreamBlock,
    BaseStructBlock,
    Block,
    BooleanBlock,
    ChooserBlock,
    DateBlock,
    ListBlock,
    RichTextBlock,
)
from wagtail.contrib.table_block.blocks import TableBlock

from api.paging import is_id
from api.problems import ApiError

type Path = tuple[str | int, ...]
BLOCKS_LIMIT = 1000


def wrong(path: Path, message: str) -> ApiError:
    """Return the refusal of a part of a body."""
    error = {"loc": ["body", *path], "msg": message, "type": "invalid"}
    return ApiError(422, "Validation failed", error)


def check_value(block: Block, value: Any, path: Path) -> None:
    """Raise ApiError for a value that cannot be one of the block."""
    for kind, check in CHECKS:
        if isinstance(block, kind):
            check(block, value, path)
            return
    if not (value is None or isinstance(value, str | int | float | bool)):
        raise wrong(path, "This is a text, a number or null.")


def check_stream(block: BaseStreamBlock, value: Any, path: Path) -> None:
    """Check a list of blocks, each with its type."""
    for number, item in enumerate(listed(value, path)):
        place = (*path, number)
        if not isinstance(item, dict) or not item.keys() <= {"type", "value", "id"}:
            raise wrong(place, "A block has `type`, `value` and perhaps `id`.")
        kind = item.get("type")
        if not isinstance(kind, str) or kind not in block.child_blocks:
            raise wrong((*place, "type"), f"The types are: {', '.join(block.child_blocks)}.")
        if not isinstance(item.get("id"), str | None):
            raise wrong((*place, "id"), "The id is a text.")
        check_value(block.child_blocks[kind], item.get("value"), (*place, "value"))


def check_list(block: ListBlock, value: Any, path: Path) -> None:
    """Check a list of blocks of one type."""
    for number, item in enumerate(listed(value, path)):
        check_value(block.child_block, item, (*path, number))


def listed(value: Any, path: Path) -> list[Any]:
    """Return a list, empty for null. Raises ApiError."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > BLOCKS_LIMIT:
        raise wrong(path, f"This is a list of {BLOCKS_LIMIT} at most.")
    return value


def check_struct(block: BaseStructBlock, value: Any, path: Path) -> None:
    """Check an object with the fields of a block."""
    if value is None:
        return
    if not isinstance(value, dict) or not value.keys() <= block.child_blocks.keys():
        raise wrong(path, f"The fields are: {', '.join(block.child_blocks)}.")
    for name, child in block.child_blocks.items():
        check_value(child, value.get(name), (*path, name))


def check_rich_text(_block: RichTextBlock, value: Any, path: Path) -> None:
    """Check HTML: of Wagtail's two formats the one in which it is stored."""
    if not isinstance(value, str | None):
        raise wrong(path, "This is HTML.")


def check_choice(_block: ChooserBlock, value: Any, path: Path) -> None:
    """Check the id of what is chosen."""
    if not (value is None or is_id(value)):
        raise wrong(path, "This is an id.")


def check_date(block: DateBlock, value: Any, path: Path) -> None:
    """Check a date."""
    message = "This is a date, as 2026-11-30."
    if not isinstance(value, str | None):
        raise wrong(path, message)
    try:
        block.to_python(value)
    except ValueError as error:
        raise wrong(path, message) from error


def check_boolean(_block: BooleanBlock, value: Any, path: Path) -> None:
    """Check a yes or no."""
    if not isinstance(value, bool | None):
        raise wrong(path, "This is true or false.")


def check_table(_block: TableBlock, value: Any, path: Path) -> None:
    """Check a table; the block itself tidies what is in it."""
    if not isinstance(value, dict | None):
        raise wrong(path, "This is an object with `data`, a list of rows.")


CHECKS: list[tuple[type[Block], Callable[[Any, Any, Path], None]]] = [
    (BaseStreamBlock, check_stream),
    (ListBlock, check_list),
    (BaseStructBlock, check_struct),
    (RichTextBlock, check_rich_text),
    (ChooserBlock, check_choice),
    (DateBlock, check_date),
    (BooleanBlock, check_boolean),
    (TableBlock, check_table),
]
