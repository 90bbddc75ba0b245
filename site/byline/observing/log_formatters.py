"""How a line of the log looks, and what of people is taken out of it."""

import json
import logging
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest

from byline.observing.log_context import shown_path

EMAIL = re.compile(r"[^\s@<>\"'(),;:=/]+@[^\s@<>\"'(),;:=/]+")
# What looks like an address of IPv4 or IPv6; whether it is one is asked.
IP_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w])|(?<![\w.:])[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?![\w:])"
)
# PostgreSQL says which values offended: `DETAIL:  Key (email)=(…) already exists.`
POSTGRESQL_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def without_people(text: str) -> str:
    """Return a text with no e-mail and no network address, nor values from the database."""
    text = POSTGRESQL_DETAIL.sub(r"\1: (left out)", text)
    return IP_ADDRESS.sub(hide_address, EMAIL.sub("(e-mail)", text))


def hide_address(match: re.Match[str]) -> str:
    """Replace what is an address of the network."""
    try:
        ip_address(match[0].rstrip(".:") if "." in match[0] else match[0])
    except ValueError:
        return match[0]
    return "(address)"


class SafeFormatter(logging.Formatter):
    """Knows what a record says, without people in it."""

    def said(self, record: logging.LogRecord) -> str:
        """Return the message."""
        message = record.getMessage()
        if isinstance(request := getattr(record, "request", None), HttpRequest):
            message = message.replace(request.path, shown_path(request))
        return without_people(message)

    def traceback(self, record: logging.LogRecord) -> str:
        """Return the traceback, empty where there is none."""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [record.stack_info] if record.stack_info else []
        return without_people("\n".join(parts))

    def ids(self, record: logging.LogRecord) -> dict[str, str]:
        """Return what was being worked on."""
        ids = {name: getattr(record, f"{name}_id", "") for name in ("request", "task")}
        return {name: value for name, value in ids.items() if value}

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """Return what the record has besides its message."""
        fields = getattr(record, "fields", {})
        return {
            name: without_people(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }


class LineFormatter(SafeFormatter):
    """A line to read; below it the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line: nobody can write a second one into the log."""
        named = {**self.fields(record), **self.ids(record)}
        facts = "".join(f" {name}={value}" for name, value in named.items())
        line = CONTROL_CHARACTERS.sub(lambda found: repr(found[0])[1:-1], self.said(record) + facts)
        traceback = self.traceback(record)
        time = self.formatTime(record)
        return f"{time} {record.levelname} {record.name}: {line}" + (
            f"\n{traceback}" if traceback else ""
        )


class JSONFormatter(SafeFormatter):
    """One object of JSON a record, on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.said(record),
            **self.ids(record),
            **self.fields(record),
        }
        if traceback := self.traceback(record):
            told["traceback"] = traceback
        return json.dumps(told, default=str)
