"""Log formatters that remove personal data."""

import json
import logging
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest

from byline.observing.log_context import shown_path

EMAIL = re.compile(r"[^\s@<>\"'(),;:=/]+@[^\s@<>\"'(),;:=/]+")
# Candidates for an IP address: `hide_address` checks them.
IP_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w])|(?<![\w.:])[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?![\w:])"
)
# PostgreSQL adds values to its errors: `DETAIL:  Key (email)=(…) already exists.`
POSTGRESQL_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def without_people(text: str) -> str:
    """Return a text without e-mail and IP addresses and values from the database."""
    text = POSTGRESQL_DETAIL.sub(r"\1: (left out)", text)
    return IP_ADDRESS.sub(hide_address, EMAIL.sub("(e-mail)", text))


def hide_address(match: re.Match[str]) -> str:
    """Replace a match that is an IP address."""
    try:
        ip_address(match[0].rstrip(".:") if "." in match[0] else match[0])
    except ValueError:
        return match[0]
    return "(address)"


class SafeFormatter(logging.Formatter):
    """Returns the parts of a record without personal data."""

    def message(self, record: logging.LogRecord) -> str:
        """Return the message."""
        text = record.getMessage()
        if isinstance(request := getattr(record, "request", None), HttpRequest):
            text = text.replace(request.path, shown_path(request))
        return without_people(text)

    def traceback(self, record: logging.LogRecord) -> str:
        """Return the traceback, empty where there is none."""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [record.stack_info] if record.stack_info else []
        return without_people("\n".join(parts))

    def ids(self, record: logging.LogRecord) -> dict[str, str]:
        """Return the ids of the request and the task."""
        ids = {name: getattr(record, f"{name}_id", "") for name in ("request", "task")}
        return {name: value for name, value in ids.items() if value}

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return the extra fields of the record."""
        fields = getattr(record, "fields", {})
        return {
            name: without_people(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }


class LineFormatter(SafeFormatter):
    """A line of text, followed by the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, with control characters escaped, and the traceback."""
        named = {**self.fields(record), **self.ids(record)}
        facts = "".join(f" {name}={value}" for name, value in named.items())
        line = CONTROL_CHARACTERS.sub(
            lambda found: repr(found[0])[1:-1], self.message(record) + facts
        )
        traceback = self.traceback(record)
        time = self.formatTime(record)
        return f"{time} {record.levelname} {record.name}: {line}" + (
            f"\n{traceback}" if traceback else ""
        )


class JSONFormatter(SafeFormatter):
    """A JSON object in one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message(record),
            **self.ids(record),
            **self.fields(record),
        }
        if traceback := self.traceback(record):
            entry["traceback"] = traceback
        return json.dumps(entry, default=str)
