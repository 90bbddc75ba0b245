"""Pages of lists: each begins after the last row of the one before, whatever came meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from api.problems import invalid
from byline.converters import ID_MAX
from byline.sites import full_url
from byline.text import UNFIT_CHARACTERS

PAGE_SIZE, PAGE_SIZE_LIMIT = 20, 100
CURSOR_MAX_LENGTH = 600


class Listed(NamedTuple):
    """The rows of a page, and the address of the next one."""

    rows: list[Any]
    next: str | None


@dataclass(frozen=True)
class Order:
    """The order of a list: by a field, then by id."""

    field: str = "pk"
    value_type: type = int
    descending: bool = False

    def page(self, request: HttpRequest, rows: QuerySet, cursor: str | None, limit: int) -> Listed:
        """Return the page that begins after the cursor. Raises ApiError for an invalid one."""
        if cursor:
            rows = rows.filter(self.after(*self.read(cursor)))
        sign = "-" if self.descending else ""
        found = list(rows.order_by(f"{sign}{self.field}", f"{sign}pk")[: limit + 1])
        shown = found[:limit]
        return Listed(shown, self.address(request, shown[-1]) if len(found) > limit else None)

    def after(self, value: Any, pk: int) -> Q:
        """Return the condition of the rows behind one."""
        beyond = "lt" if self.descending else "gt"
        # The first condition is for the index of the field.
        from_there = Q((f"{self.field}__{beyond}e", value))
        return from_there & (Q((f"{self.field}__{beyond}", value)) | Q((f"pk__{beyond}", pk)))

    def read(self, cursor: str) -> tuple[Any, int]:
        """Return the value and the id of a cursor. Raises ApiError."""
        try:
            value, pk = json.loads(urlsafe_b64decode(cursor.encode("ascii")))
            if self.value_type is datetime:
                value = datetime.fromisoformat(value)
                is_valid = value.tzinfo is not None and value.year in range(1000, 9001)
            elif self.value_type is str:
                is_valid = isinstance(value, str) and not UNFIT_CHARACTERS.search(value)
            else:
                is_valid = is_id(value)
        except (ValueError, TypeError, RecursionError):
            is_valid, value, pk = False, None, 0
        if not is_valid or not is_id(pk):
            raise invalid("cursor", "Take it from the address of the next page.")
        return value, pk

    def address(self, request: HttpRequest, row: Any) -> str:
        """Return the address of the page that begins after a row."""
        value = getattr(row, self.field)
        if isinstance(value, datetime):
            value = value.isoformat()
        cursor = urlsafe_b64encode(json.dumps([value, row.pk]).encode()).decode()
        query = request.GET.copy()
        query["cursor"] = cursor
        return full_url(request, f"{request.path}?{query.urlencode()}")


def is_id(value: Any) -> bool:
    """Return whether a value can be that of a primary key."""
    return type(value) is int and 0 < value <= ID_MAX


BY_ID = Order()
BY_NAME = Order("name", str)
NEWEST = Order("published_at", datetime, descending=True)
NEWEST_COMMENTS = Order("posted_at", datetime, descending=True)
NEWEST_IDS = Order(descending=True)
