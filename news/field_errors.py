"""What keeps a story from being published, as errors at the fields of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from news.blocks.base import (
    CREDIT_REQUIRED_MESSAGE,
    DESCRIPTION_REQUIRED_MESSAGE,
    ArticleBlock,
    PhotosBlock,
)
from news.publish_blockers import NO_BODY_MESSAGE
from news.rules import Rule
from news.story_warnings import Parts, lacks

if TYPE_CHECKING:
    from collections.abc import Collection

# Beside the field it need not be said which photo.
FIELD_MESSAGES = {
    Rule.CREDIT: CREDIT_REQUIRED_MESSAGE,
    Rule.DESCRIPTION: DESCRIPTION_REQUIRED_MESSAGE,
}


def field_errors(parts: Parts, blocking: Collection[Rule]) -> dict[str, ValidationError]:
    """Return the errors of a story's form by field, without those of its bylines."""
    errors: dict[str, ValidationError] = {}
    for lack in lacks(parts):
        if lack.rule in blocking and lack.field not in {"body", "bylines"}:
            message = FIELD_MESSAGES.get(lack.rule, lack.message)
            errors.setdefault(lack.field, ValidationError(message))
    if parts.body is not None and (error := body_error(parts.body, blocking)):
        errors["body"] = error
    return errors


def body_error(body: StreamValue, blocking: Collection[Rule]) -> ValidationError | None:
    """Return the error of a body, with those of its blocks at their fields, or None."""
    is_empty = not body.stream_block.has_content(body)
    in_blocks = {n: e for n in range(len(body)) if (e := block_error(body, n, blocking))}
    if not is_empty and not in_blocks:
        return None
    return StreamBlockValidationError(
        block_errors=in_blocks,
        non_block_errors=[ValidationError(NO_BODY_MESSAGE)] if is_empty else [],
    )


def block_error(
    body: StreamValue, position: int, blocking: Collection[Rule]
) -> ValidationError | None:
    """Return the error of one block, at its fields where they are known."""
    block, value = body[position].block, body[position].value
    found: list[ValidationError | None] = []
    if Rule.BLOCKS in blocking and isinstance(block, ArticleBlock):
        found.append(block.warning_error(value))
    if isinstance(block, PhotosBlock):
        found += [block.credit_error(value)] if Rule.CREDIT in blocking else []
        found += [block.description_error(value)] if Rule.DESCRIPTION in blocking else []
    return merged([error for error in found if error])


def merged(errors: list[ValidationError]) -> ValidationError | None:
    """Return one error of a block: of two at one field the first, the other comes after it."""
    at_fields = [error for error in errors if isinstance(error, StructBlockValidationError)]
    if at_fields:
        both = [error.block_errors.items() for error in reversed(at_fields)]
        return StructBlockValidationError({name: e for items in both for name, e in items})
    return errors[0] if errors else None
