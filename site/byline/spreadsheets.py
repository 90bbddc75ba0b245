"""Escaping of untrusted text in spreadsheets."""

import re
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# The start of a formula.
FORMULA_START = re.compile(r"\s*[=+\-@]")
# Invalid in XML, and so in XLSX.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_text(value: str) -> str:
    """Return a text, with a quote before it where it would be a formula."""
    return f"'{value}" if FORMULA_START.match(value) else value


def without_controls(value: str) -> str:
    """Return a text without the characters that XLSX cannot hold."""
    return CONTROL_CHARACTERS.sub("", value)


# For `custom_value_preprocess` of a report.
SAFE_EXPORT_VALUES: dict[Any, Any] = {
    **SpreadsheetExportMixin.custom_value_preprocess,
    str: {
        SpreadsheetExportMixin.FORMAT_CSV: as_text,
        SpreadsheetExportMixin.FORMAT_XLSX: without_controls,
    },
}
