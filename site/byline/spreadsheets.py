"""Texts that others wrote, in spreadsheets."""

import re
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet takes for the beginning of a formula.
FORMULA = re.compile(r"\s*[=+\-@]")
# What XML, and so XLSX, has no way to write.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_text(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if FORMULA.match(value) else value


def without_controls(value: str) -> str:
    """Return a text without the characters that XLSX cannot hold."""
    return CONTROLS.sub("", value)


# For `custom_value_preprocess` of a report.
TEXTS_ARE_TEXTS: dict[Any, Any] = {
    **SpreadsheetExportMixin.custom_value_preprocess,
    str: {
        SpreadsheetExportMixin.FORMAT_CSV: as_text,
        SpreadsheetExportMixin.FORMAT_XLSX: without_controls,
    },
}
