"""Authors and topics are chosen by typing, and made on the spot."""

import pytest
from django import forms
from django.urls import reverse

from news.models import Topic
from news.widgets import TypedChoices
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory, UserFactory
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    """A client signed in as an editor."""
    client.force_login(editor)
    return client


def suggested(client, kind, words):
    """Return the names that are offered."""
    answer = client.get(reverse("suggest_names", args=[kind]), {"q": words})
    return [option["label"] for option in answer.json()["options"]]


def add(client, kind, name):
    """Ask for a new name."""
    return client.post(reverse("add_name", args=[kind]), {"name": name})


def test_names_are_found_by_the_beginning_of_any_of_their_words(desk):
    for name in ("Harbour", "The harbour wall", "Unharboured", "Ferries"):
        TopicFactory(name=name)
    assert suggested(desk, "topics", "harb") == ["Harbour", "The harbour wall"]


@pytest.mark.parametrize("words", ["\0", "%", "_", "'\"", "x" * 10_000])
def test_anything_can_be_typed(desk, words):
    AuthorFactory(name="Mara Voss")
    assert suggested(desk, "authors", words) == (["Mara Voss"] if words == "\0" else [])


def test_a_new_topic_is_made_once(desk):
    first = add(desk, "topics", " Ferries ").json()
    assert add(desk, "topics", "ferries").json() == first
    assert Topic.objects.get(pk=first["id"]).slug == "ferries"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_what_is_no_name_is_refused_with_the_reason(desk, name):
    answer = add(desk, "topics", name)
    assert answer.status_code == 422
    assert answer.json()["notes"]
    assert not Topic.objects.exists()


def test_who_may_not_add_topics_makes_none(client):
    client.force_login(UserFactory(group="Comment moderators"))
    assert add(client, "topics", "Ferries").status_code == 302
    assert not Topic.objects.exists()


def test_other_kinds_are_not_found(desk):
    assert desk.get(reverse("suggest_names", args=["users"])).status_code == 404
    assert add(desk, "users", "Somebody").status_code == 404


def test_the_form_has_the_chosen_topics_alone(desk):
    topics = TopicFactory.create_batch(30)
    story = ArticleFactory(topics=topics[:2])
    page = desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert topics[1].name in page
    assert topics[2].name not in page


def test_a_widget_reads_what_is_chosen_with_one_query():
    topics = TopicFactory.create_batch(3)
    widget = TypedChoices("topics")
    widget.choices = forms.ModelMultipleChoiceField(Topic.objects.all()).choices
    with capture_queries() as queries:
        html = widget.render("topics", [str(topics[0].pk), "garbage"])
    assert len(queries) == 1
    assert topics[0].name in html
    assert topics[1].name not in html
