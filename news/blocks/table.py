"""Figures in rows and columns."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.table_block.blocks import DEFAULT_TABLE_OPTIONS, TableBlock

from byline.text import without_unfit_characters
from news.blocks.base import ArticleBlock

TABLE_MAX_ROWS = 200
TABLE_MAX_COLUMNS = 20
CELL_MAX_LENGTH = 500
HEADER_CHOICES = ("row", "column", "both", "neither")
# A number, as newspapers write them (1,234.5 or €12m or 40 %), or a dash for none.
FIGURE_PATTERN = re.compile(r"[+\-−–]?\s?[€£$¥]?\s?\d[\d.,\s]*\s?(?:%|[a-z]{1,3})?|[–—-]")
TableData = dict[str, Any]


class CellsBlock(TableBlock):
    """Wagtail's table, with plain text in its cells and no alignment."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            table_options={**DEFAULT_TABLE_OPTIONS, "startRows": 4, "language": "en-US"}, **kwargs
        )

    class Meta:
        default = {"data": [[""] * 3] * 4, "table_header_choice": "row"}

    def value_from_form(self, value: str) -> TableData | None:
        """Read the posted table; None if it is invalid."""
        try:
            return tidy_table(json.loads(value or "null"))
        except (ValueError, RecursionError):
            return None

    def get_form_state(self, value: TableData | None) -> TableData:
        """Return the default cells where a draft was saved with none."""
        return value if value and value["data"] else self.get_default()

    def to_python(self, value: Any) -> TableData | None:
        """Read a stored table; None if it is invalid."""
        return tidy_table(value)

    def clean(self, value: TableData | None) -> TableData | None:
        """Refuse an empty table, except in drafts, and too large a one."""
        rows = value["data"] if value else []
        if not rows and not self.is_deferred_validation:
            raise ValidationError("Fill in the table.")
        if len(rows) > TABLE_MAX_ROWS or any(len(row) > TABLE_MAX_COLUMNS for row in rows):
            message = f"A table has at most {TABLE_MAX_ROWS} rows and {TABLE_MAX_COLUMNS} columns."
            raise ValidationError(message)
        if any(len(cell) > CELL_MAX_LENGTH for row in rows for cell in row):
            raise ValidationError(f"A cell has at most {CELL_MAX_LENGTH} characters.")
        return value


def text_of(cell: Any) -> str:
    """Return the text of a cell."""
    return without_unfit_characters("" if cell is None else str(cell)).strip()


def tidy_table(value: Any) -> TableData | None:
    """Return a table's rows of texts, without empty rows and columns at its ends, or None."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        return None
    # One more than the limit, for `clean` to refuse.
    rows = [
        [text_of(cell) for cell in row[: TABLE_MAX_COLUMNS + 1]]
        for row in value["data"][: TABLE_MAX_ROWS + 1]
        if isinstance(row, list)
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((n for row in rows for n, cell in enumerate(row, 1) if cell), default=0)
    choice = value.get("table_header_choice")
    return {
        "data": [(row + [""] * width)[:width] for row in rows],
        "table_header_choice": choice if choice in HEADER_CHOICES else "row",
        "table_caption": without_unfit_characters(str(value.get("table_caption") or ""))[:200],
    }


class TableOfFiguresBlock(ArticleBlock):
    """A table with its caption and source."""

    is_prose = False  # cells in a row are no passage to quote

    table = CellsBlock(
        required=False,
        help_text="Cells copied from a spreadsheet can be pasted into the first cell.",
    )
    source = blocks.CharBlock(
        required=False, max_length=160, help_text="Where the figures are from."
    )

    class Meta:
        icon = "table"
        group = "Figures"
        template = "blocks/table.html"
        label = "Table"
        description = "Figures in rows and columns, with a caption and their source."
        preview_value = {
            "table": {
                "data": [["District", "1998", "Today"], ["Fennside", "1,900", "3,400"]],
                "table_header_choice": "both",
                "table_caption": "Homes at risk of flooding",
            },
            "source": "City of Port Ellery",
        }

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether there are cells."""
        return bool(value["table"] and value["table"]["data"])

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add caption, header cells and rows."""
        context = super().get_context(value, parent_context)
        table = value["table"] or {"data": [], "table_header_choice": "neither"}
        choice = table["table_header_choice"]
        has_header = choice in {"row", "both"}
        rows = laid_out(table["data"], has_header=has_header)
        return {
            **context,
            "caption": table.get("table_caption", ""),
            "header": rows[0] if rows and has_header else [],
            "rows": rows[1:] if has_header else rows,
            "names_rows": choice in {"column", "both"},
        }


@dataclass(frozen=True)
class Cell:
    """A cell as readers see it; figures are aligned to the right."""

    text: str
    is_figure: bool


def laid_out(rows: list[list[str]], *, has_header: bool) -> list[list[Cell]]:
    """Return the cells; a column whose filled cells below the header are figures is one of them."""
    body = rows[1:] if has_header else rows
    of_figures = [
        any(column) and all(FIGURE_PATTERN.fullmatch(text) for text in column if text)
        for column in zip(*body, strict=True)
    ]
    return [
        [Cell(text, of_figures[i] if body else False) for i, text in enumerate(row)] for row in rows
    ]
