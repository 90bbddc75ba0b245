"""Helpers for tests of the admin pages."""

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests.factories import UserFactory

REPORT = "/admin/reports/readers/"


def address_of(story):
    """Return the URL of the readers of a story."""
    return reverse("readership_desk:story", args=[getattr(story, "pk", story)])


def page_of(response, status=200):
    """Return a response, parsed."""
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def listed(client, **query):
    """Return headline and readers of each story in the report, in order."""
    page = page_of(client.get(REPORT, query))
    return [
        (row.select_one("td.title a").text, int(row.select("td")[1].text.replace(",", "")))
        for row in page.select("table.readers-report tbody tr")
    ]


def sums_of(client, story):
    """Return the numbers on top of a story's page."""
    page = page_of(client.get(address_of(story)))
    sums = page.select(".readers-sums__sum")
    return {item.dt.text: int(item.dd.text.replace(",", "")) for item in sums}


def table_of(client, story, name, **query):
    """Return the numbers of a chart: `hours` or `days`."""
    page = page_of(client.get(address_of(story), query))
    chart = page.select_one(f"section:has(#readers-by-{name})")
    return {row.th.text: int(row.td.text) for row in chart.select("tbody tr")}


def may(*codenames, on, username=None):
    """Return a user whose group has permissions on a page and its descendants."""
    group = Group.objects.create(name=f"Of {on.pk} {'-'.join(codenames)}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=group, page=on, permission=permission)
    user = UserFactory()
    user.groups.add(group)
    return user


def choose(client, story, kind, until="", **extra):
    """Post the form of the editor's choice."""
    return client.post(address_of(story), {"kind": kind, "until": until, **extra})
