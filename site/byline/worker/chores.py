"""What apps want done about once an hour, such as forgetting what is old.

An app adds its chores in `AppConfig.ready()`. One worker of all does them; who takes over from
one that died may do them again, so each must bear to be done twice.
"""

import logging
from collections.abc import Callable, Iterable

CHORES: list[Callable[[], object]] = []

logger = logging.getLogger(__name__)


def add(chore: Callable[[], object]) -> None:
    """Have the worker do something about once an hour."""
    if chore not in CHORES:
        CHORES.append(chore)


def do_all(chores: Iterable[Callable[[], object]] = CHORES) -> None:
    """Do every chore; one that fails is logged, and does not hold up the others."""
    for chore in chores:
        try:
            chore()
        except Exception:  # a chore may fail in any way, and is only one of many
            logger.exception("The chore %s failed", getattr(chore, "__name__", chore))
