"""“All in this listing” of bulk actions on pages is what the listing shows."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from news.models import ArticlePage
from recyclebin.models import is_deleted_item
from tests.factories import ArticleFactory, SectionFactory, UserFactory
from tests.search.indexing import paragraph

pytestmark = pytest.mark.django_db

SEARCH = "/admin/pages/search/"


@pytest.fixture
def stories(section):
    """Two stories about barges and one about tugs, and one elsewhere; one of them is live.

    News: Low tide (draft), High tide (live), Tugs (draft); Sport: Barge race (draft).
    """
    sport = SectionFactory(title="Sport", signals=True)
    texts = {"Low tide": "Barges wait", "High tide": "Barges sail", "Tugs": "Tugs wait"}
    for title, text in texts.items():
        write(section, title, text, live=title == "High tide")
    write(sport, "Barge race", "Barges race")


def write(section, title, text, *, live=False):
    story = ArticleFactory(parent=section, title=title, live=live, signals=True)
    story.body = paragraph(text)
    story.save_revision()


def titles(response, *names):
    """Return the headlines in the parts of a response's context."""
    assert response.status_code == 200
    return {item["item"].title for name in names for item in response.context[name]}


def address_of_all(action, listing, childOf=None, **parameters):  # noqa: N803 - Wagtail's name
    """Return the address that Wagtail's script makes of “Select all” in a listing."""
    query = urlencode(parameters, doseq=True)
    fields = [("id", "all"), *([("childOf", childOf)] if childOf else [])]
    fields.append(("next", f"{listing}?{query}"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?{query}&{urlencode(fields)}"


def listed(desk, listing, **parameters):
    """Return the headlines that a listing shows."""
    return {page.title for page in desk.get(listing, parameters).context["table"].data}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "barges"}, {"Low tide", "High tide", "Barge race"}),
        ({"q": "barges", "status": "draft"}, {"Low tide", "Barge race"}),
        ({"q": "wait", "kind": "story", "ordering": "title"}, {"Low tide", "Tugs"}),
        ({"status": "live", "kind": "story"}, {"High tide"}),
        ({"label": "opinion", "q": "wait"}, None),
        ({"published_from": "garbage"}, None),
    ],
)
def test_all_of_a_search_are_what_it_found(desk, stories, parameters, expected):
    assert listed(desk, SEARCH, **parameters) == (expected or set())
    response = desk.get(address_of_all("delete", SEARCH, **parameters))
    if expected is None:
        assert response.status_code == 404
    else:
        assert titles(response, "items") == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, {"Low tide", "High tide", "Tugs"}),
        ({"q": "barges"}, {"Low tide", "High tide"}),
        ({"q": "wait", "ordering": "title"}, {"Low tide", "Tugs"}),
        ({"q": "barges", "search_all": "1"}, {"Low tide", "High tide", "Barge race"}),
        ({"has_child_pages": "true"}, None),
    ],
)
def test_all_in_a_section_are_what_its_list_shows(desk, stories, section, parameters, expected):
    listing = reverse("wagtailadmin_explore", args=[section.pk])
    assert listed(desk, listing, **parameters) == (expected or set())
    response = desk.get(address_of_all("delete", listing, childOf=section.pk, **parameters))
    if expected is None:
        assert response.status_code == 404
    else:
        assert titles(response, "items") == expected


def test_all_of_a_type_are_those_of_the_type(desk, stories):
    listing = reverse("wagtailadmin_pages:type_use", args=["news", "sectionpage"])
    assert listed(desk, listing) == {"News", "Sport"}
    response = desk.get(address_of_all("unpublish", listing))
    assert titles(response, "items") == {"News", "Sport"}


@pytest.mark.parametrize(
    "listing", ["/admin/workflows/usage/1/", "/admin/", "/nowhere/", "/admin/pages/usage/a/b/"]
)
def test_all_of_another_list_are_not_guessed(desk, stories, listing):
    assert desk.get(address_of_all("delete", listing)).status_code == 404


def test_what_was_confirmed_goes_and_nothing_else(desk, stories):
    address = address_of_all("delete", SEARCH, q="barges", status="draft")
    assert desk.post(address).status_code == 302
    gone = {story.title for story in ArticlePage.objects.all() if is_deleted_item(story)}
    assert gone == {"Low tide", "Barge race"}


def test_of_what_was_found_only_that_goes_which_the_person_may_change(stories, client):
    client.force_login(UserFactory(group="Reporters"))
    response = client.get(address_of_all("delete", SEARCH, q="race"))
    assert titles(response, "items") == set()
    assert titles(response, "items_with_no_access") == {"Barge race"}
