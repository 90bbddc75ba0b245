"""Editors see the results in a report, and export them."""

import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from byline_polls.models import Poll
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/polls/"


def rows(client):
    page = BeautifulSoup(client.get(REPORT).content, "lxml")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")][:5]
        for row in page.select("main table tbody tr")
    ]


def test_the_report_has_each_poll_with_its_result(polls, desk):
    story = polls.story(title="Ferry")
    over = polls.story(
        {"question": "Is it?", "closes": (timezone.now() + timedelta(1)).isoformat()},
        title="Bridge",
    )
    polls.vote(over)
    for number, answer in enumerate([1, 1, 2], 1):
        polls.vote(story, answer, address=f"192.0.2.{number}")
    Poll.objects.filter(story=over).update(closes_at=timezone.now())
    assert rows(desk) == [
        [polls.question, "Ferry", "Yes, every hour: 2 At weekends: 1 No: 0", "3", "Open"],
        ["Is it?", "Bridge", "Yes, every hour: 1 At weekends: 0 No: 0", "1", "Closed"],
    ]
    assert "Polls" in desk.get("/admin/").content.decode()


def test_the_export_has_a_row_for_each_answer_and_no_formula(polls, desk):
    story = polls.story({"answers": {1: "=1+1", 2: "N\x0bo"}}, title=" @Ferry")
    polls.vote(story)
    csv_rows, xlsx_rows = export(desk, "csv"), export(desk, "xlsx")
    assert csv_rows == [
        ["Story", "Question", "Answer", "Votes", "Closes"],
        ["' @Ferry", polls.question, "'=1+1", "1"],
        ["' @Ferry", polls.question, "N\x0bo", "0"],
    ]
    assert xlsx_rows[1:] == [
        [" @Ferry", polls.question, "=1+1", 1],
        [" @Ferry", polls.question, "No", 0],
    ]


def export(desk, kind):
    """Return the rows of the export, without the time of closing."""
    response = desk.get(f"{REPORT}?export={kind}")
    content = b"".join(response.streaming_content)
    if kind == "csv":
        head, *found = csv.reader(io.StringIO(content.decode()))
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for cell in sheet["C"]} == {"s"}
        head, *found = map(list, sheet.values)
    return [head, *(row[:4] for row in found)]


def test_who_works_on_no_pages_sees_no_report(polls, client):
    polls.vote(polls.story())
    group = Group.objects.create(name="Of no pages")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = UserFactory()
    user.groups.add(group)
    client.force_login(user)
    assert client.get(REPORT).status_code == 302
    assert REPORT not in client.get("/admin/").content.decode()


def test_the_report_costs_the_same_queries_however_many_polls(polls, desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(REPORT)
        return len(captured)

    polls.vote(polls.story())
    queries()
    before = queries()
    for _number in range(5):
        polls.vote(polls.story())
    assert queries() == before
