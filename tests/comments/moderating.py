"""Requests of moderators, for tests."""

from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from comments.models import Report, SectionModerators
from tests.factories import UserFactory

QUEUE = "/admin/comments/"


def address_of(comment, **query):
    """Return the URL of a comment in the desk."""
    return f"{reverse('comments_desk:edit', args=[comment.pk])}?{urlencode(query)}"


def page_of(response, status=200):
    """Return the HTML of a response, parsed."""
    assert response.status_code == status
    return BeautifulSoup(response.content, "lxml")


def listed(client, address=QUEUE, **query):
    """Return the numbers in the list of comments, in order."""
    page = page_of(client.get(address, query))
    return [int(link.text.removeprefix("No. ")) for link in page.select("[id^=comment_]")]


def situation_on_page(client, comment):
    """Return the value of `seen` on the page of a comment."""
    seen = page_of(client.get(address_of(comment))).select_one("[name=seen]")
    return seen["value"] if seen else ""


def decide(client, comment, decision, **query):
    """Post a decision on a comment."""
    data = {"decision": decision, "seen": situation_on_page(client, comment)}
    return client.post(address_of(comment, **query), data)


def bulk(client, action, comments, data=None, **query):
    """Post a bulk action; returns the response."""
    ids = "all" if comments == "all" else [comment.pk for comment in comments]
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", action])
    search = urlencode({"id": ids, **query}, doseq=True)
    return client.post(f"{address}?{search}", data or {})


def ban(client, comments, **data):
    """Post the form of a ban; returns the response."""
    return bulk(client, "ban", comments, {"who": "visitor", "period": "7", **data})


def undo_address(response, client):
    """Return the URL that undoes the last decision."""
    page = BeautifulSoup(client.get(response.url).content, "lxml")
    return page.find("a", string="Undo")["href"]


def report(comment, reason="abuse", **fields):
    """Store a reader's report of a comment."""
    return Report.objects.create(comment=comment, reason=reason, **fields)


def section_moderator(*sections):
    """Return a user who moderates the comments of some sections only."""
    group, _ = Group.objects.get_or_create(name="Section moderators")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for section in sections:
        SectionModerators.objects.get_or_create(group=group, section=section)
    user = UserFactory()
    user.groups.add(group)
    return user
