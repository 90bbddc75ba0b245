"""Figures in rows and columns."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import streamfield

from news.blocks.table import (
    TABLE_MAX_COLUMNS,
    TABLE_MAX_ROWS,
    CellsBlock,
    TableOfFiguresBlock,
    tidy_table,
)
from news.models import ArticlePage
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

ROWS = [["District", "1998", "Today"], ["Fennside", "1,900", "€3.4m"], ["Old Town", "–", "40 %"]]


def table(rows=ROWS, headers="row", caption="Homes at risk"):
    return {"data": rows, "table_header_choice": headers, "table_caption": caption}


def shown(read, section, value, source=""):
    body = [{"type": "table", "value": {"table": value, "source": source}}]
    return read(ArticleFactory(parent=section, body=json.dumps(body)).url).select_one(".table")


def post(desk, section, value):
    """Post a story with a table, as the form does: the table is JSON in a hidden field."""
    body = streamfield([("table", {"table": value, "source": "City of Port Ellery"})])
    return desk.add(section, body=body)


def test_readers_get_a_caption_headers_cells_and_the_source(read, section):
    figure = shown(read, section, table(), "City of Port Ellery")
    assert figure.caption.text == "Homes at risk"
    assert [th.text for th in figure.select("thead th[scope=col]")] == ROWS[0]
    assert [[td.text for td in tr.select("td")] for tr in figure.select("tbody tr")] == ROWS[1:]
    assert figure.figcaption.text == "Source: City of Port Ellery"


def test_figures_stand_at_the_right_and_words_at_the_left(read, section):
    cells = shown(read, section, table()).select("tbody tr:first-child td")
    assert [cell.get("class") for cell in cells] == [None, ["table__figure"], ["table__figure"]]


@pytest.mark.parametrize(
    ("headers", "columns", "rows"),
    [("row", 3, 0), ("column", 0, 3), ("both", 3, 2), ("neither", 0, 0)],
)
def test_header_cells_are_those_that_the_editor_chose(read, section, headers, columns, rows):
    figure = shown(read, section, table(headers=headers))
    assert len(figure.select("th[scope=col]")) == columns
    assert len(figure.select("th[scope=row]")) == rows


def test_an_empty_corner_is_no_header(read, section):
    figure = shown(read, section, table([["", "1998"], ["Fennside", "1,900"]], "both"))
    assert [th.text for th in figure.select("thead th")] == ["1998"]


def test_a_table_comes_back_from_the_form_without_its_empty_ends(section, desk):
    rows = [["District", "1998", ""], ["Fennside", None, ""], ["", "", ""]]
    assert (
        post(desk, section, json.dumps({**table(rows), "cell": [1], "junk": 2})).status_code == 302
    )
    assert ArticlePage.objects.get().body[0].value["table"] == table(
        [["District", "1998"], ["Fennside", ""]]
    )


def test_cells_are_words_and_never_markup(read, section):
    figure = shown(read, section, table([["<script>alert(1)</script>", "<b>x</b>"]], "neither"))
    assert figure.select("script, b") == []
    assert "<script>alert(1)</script>" in figure.text


GARBAGE = [
    "",
    "null",
    "7",
    "[]",
    "{",
    '{"data": 5}',
    '{"data": [5, null]}',
    "[" * 100_000,
    "{}",
    '"x"',
]


@pytest.mark.parametrize("value", GARBAGE)
def test_what_is_no_table_is_refused(section, desk, value):
    response = post(desk, section, value)
    assert response.status_code == 200
    assert "Fill in the table." in response.text
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("value", [*GARBAGE, json.dumps(table([[{"a": 1}, ["x"]], "row"]))])
def test_a_draft_with_any_of_it_can_be_kept(section, desk, value):
    body = streamfield([("table", {"table": value, "source": ""})])
    assert desk.add(section, "draft", body=body).status_code == 302
    assert desk.client.get(f"/admin/pages/{ArticlePage.objects.get().pk}/edit/").status_code == 200


@pytest.mark.parametrize("stored", [None, 7, "x", [], {"data": "x"}, {"data": [["a"], ["b", "c"]]}])
def test_whatever_is_stored_can_be_shown(client, section, stored):
    body = [{"type": "table", "value": {"table": stored, "source": ""}}]
    story = ArticleFactory(parent=section, body=json.dumps(body))
    assert client.get(story.url).status_code == 200


@pytest.mark.parametrize(
    "rows", [[["x"]] * (TABLE_MAX_ROWS + 1), [["x"] * (TABLE_MAX_COLUMNS + 1)], [["x" * 501]]]
)
def test_a_table_that_no_page_can_show_is_refused(rows):
    with pytest.raises(ValidationError, match="at most"):
        CellsBlock().clean(tidy_table(table(rows)))


def test_a_ragged_table_is_not_filled_up_beyond_what_may_be():
    tidy = tidy_table({"data": [*([[]] * 3000), ["x"] * 3000]})
    assert len(tidy["data"]) <= TABLE_MAX_ROWS + 1
    assert all(len(row) <= TABLE_MAX_COLUMNS + 1 for row in tidy["data"])
    wide = tidy_table({"data": [["x"] * 3000, *([[]] * 3000)]})
    with pytest.raises(ValidationError, match="at most"):
        CellsBlock().clean(wide)


def test_control_characters_are_dropped():
    tidy = tidy_table(table([["a\x00b\u202e"]], caption="\x00c"))
    assert (tidy["data"], tidy["table_caption"]) == ([["ab"]], "c")


def test_a_table_is_found_by_its_words():
    block = TableOfFiguresBlock()
    value = block.to_python({"table": table(), "source": "City"})
    assert {"Fennside", "1,900"} <= set(block.get_searchable_content(value))


def test_a_table_saved_empty_can_still_be_filled():
    block = CellsBlock()
    assert block.get_form_state(tidy_table({"data": []}))["data"] == [[""] * 3] * 4
    assert block.get_form_state(None)["data"] == [[""] * 3] * 4
    assert block.get_form_state(table())["data"] == ROWS
