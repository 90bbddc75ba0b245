"""The materialised path of a comment in its thread.

The path of a comment is that of the comment it answers followed by its own number, so that
a reply changes nothing but its own row, however many are written at the same moment. Sorted
by path, each comment is followed by its replies.
"""

from typing import Any

from django.db import models

# Digits of a number in a path: 32-bit numbers have up to ten. Digits only sort the same in
# every collation.
PATH_STEP_LENGTH = 10
# The numbers of comments are 32 bits on PostgreSQL.
COMMENT_NUMBER_MAX = 2**31 - 1
COMMENT_MAX_DEPTH = 9


def path_step(number: int) -> str:
    """Return a comment's own number as the last step of its path."""
    return f"{number:0{PATH_STEP_LENGTH}d}"


def numbers_in(path: str) -> list[int]:
    """Return the numbers of the comments from the root down to the one with the path."""
    return [int(path[at : at + PATH_STEP_LENGTH]) for at in range(0, len(path), PATH_STEP_LENGTH)]


def path_after(path: str) -> str:
    """Return the first path that is neither the given one nor below it."""
    return path[:-PATH_STEP_LENGTH] + path_step(int(path[-PATH_STEP_LENGTH:]) + 1)


class PathField(models.CharField):
    """The path of a comment, set when it is inserted: by then it has its number."""

    def __init__(self, **kwargs: Any) -> None:
        longest = PATH_STEP_LENGTH * (COMMENT_MAX_DEPTH + 1)
        super().__init__(**{"max_length": longest, "editable": False, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        """Put the comment's number after the path of the comment it answers."""
        if add:
            above = getattr(model_instance, "reply_to", None)
            path = (above.path if above else "") + path_step(model_instance.pk)
            setattr(model_instance, self.attname, path)
        return super().pre_save(model_instance, add)
