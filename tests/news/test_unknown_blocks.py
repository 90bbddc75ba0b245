"""Blocks whose plugin is not installed are stored, hidden, movable, and work again with it."""

import json
from contextlib import ExitStack
from io import StringIO

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.serializers import deserialize
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from byline.plugins.testing import without
from news.blocks import UNKNOWN_BLOCK_TYPE, ArticleBodyBlock
from news.models import ArticlePage
from tests.factories import ArticleFactory
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

PARAGRAPH = {"type": "paragraph", "value": "<p>Known words.</p>", "id": "aaaa"}
POLL = {"type": "sample_poll", "value": {"question": "Ferry or bridge?"}, "id": "bbbb"}
BODY = [PARAGRAPH, POLL]


@pytest.fixture
def body_field():
    """The body's field, its blocks created again for each test and afterwards."""
    field = ArticlePage._meta.get_field("body")

    def forget():
        vars(field).pop("stream_block", None)

    yield forget
    forget()


@pytest.fixture
def without_plugin(body_field):
    """Take the sample plugin away, and give it back: `give_back = without_plugin()`."""
    stack = ExitStack()

    def take_away():
        stack.enter_context(without("sample"))
        body_field()

    def give_back():
        stack.close()
        body_field()

    yield take_away, give_back
    give_back()


@pytest.fixture
def story(section):
    """A story with a paragraph and the sample plugin's poll, published with a revision."""
    story = ArticleFactory(parent=section, body=json.dumps(BODY))
    story.save_revision().publish()
    return story


def stored_body(story):
    """Return the body as it stands in the database's column, whatever the blocks are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM news_articlepage WHERE page_ptr_id = %s", [story.pk])
        value = cursor.fetchone()[0]
    return json.loads(value) if isinstance(value, str) else value


def post(client, story, body, **fields):
    url = reverse("wagtailadmin_pages:edit", args=[story.pk])
    return client.post(url, form_data(body=body, **fields))


def placeholder(block_id):
    return {"type": UNKNOWN_BLOCK_TYPE, "value": "whatever the form says", "id": block_id}


def stream(*items):
    """Return the form data of a body, ids included."""
    data = streamfield([(item["type"], item["value"]) for item in items])
    for position, item in enumerate(items):
        data[f"{position}"]["id"] = item["id"]
    return data


def paragraph(html="<p>Known words.</p>"):
    return {"type": "paragraph", "value": rich_text(html), "id": "aaaa"}


def test_a_plugin_in_place_is_rendered_for_readers(story, read):
    assert read(story.url).select_one(".sample-poll").text == "Ferry or bridge?"


def test_readers_see_nothing_of_a_block_without_its_plugin(story, read, without_plugin):
    without_plugin[0]()
    page = read(story.url)
    assert "Known words." in page.text
    assert "Ferry or bridge?" not in str(page)


def test_loading_and_saving_keeps_the_stored_item_to_the_letter(story, without_plugin):
    without_plugin[0]()
    loaded = ArticlePage.objects.get(pk=story.pk)
    assert [child.block_type for child in loaded.body] == ["paragraph", UNKNOWN_BLOCK_TYPE]
    loaded.save()
    assert stored_body(story) == BODY


def test_a_revision_and_its_publication_keep_the_stored_item(story, without_plugin):
    without_plugin[0]()
    ArticlePage.objects.get(pk=story.pk).save_revision().publish()
    assert stored_body(story) == BODY


def test_a_copied_story_keeps_the_stored_item(story, without_plugin):
    without_plugin[0]()
    copy = ArticlePage.objects.get(pk=story.pk).copy(update_attrs={"slug": "copy"})
    assert [item["value"] for item in stored_body(copy)] == [item["value"] for item in BODY]


def test_the_editor_names_the_missing_block(story, client, editor, without_plugin):
    without_plugin[0]()
    client.force_login(editor)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert "sample_poll" in response.text
    assert "its plugin is not installed" in response.text
    assert "Ferry or bridge?" not in response.text


def test_an_editor_moves_the_placeholder_and_its_content_moves(
    story, client, editor, without_plugin
):
    without_plugin[0]()
    client.force_login(editor)
    body = stream(placeholder("bbbb"), paragraph("<p>New words.</p>"))
    response = post(client, story, body, **{"action-publish": "1"})
    assert response.status_code == 302
    poll, text = stored_body(story)
    assert poll == POLL
    assert text["value"] == "<p>New words.</p>"


def test_an_editor_deletes_the_placeholder_and_it_is_gone(story, client, editor, without_plugin):
    without_plugin[0]()
    client.force_login(editor)
    assert post(client, story, stream(paragraph()), **{"action-publish": "1"}).status_code == 302
    assert [item["type"] for item in stored_body(story)] == ["paragraph"]


def test_a_draft_keeps_the_content_in_its_revision(story, client, editor, without_plugin):
    take_away, give_back = without_plugin
    take_away()
    client.force_login(editor)
    assert post(client, story, stream(paragraph(), placeholder("bbbb"))).status_code == 302
    give_back()
    draft = story.get_latest_revision_as_object()
    assert draft.body[1].value["question"] == "Ferry or bridge?"


@pytest.mark.parametrize("forged", ["aaaa", "cccc", ""])
def test_a_forged_placeholder_is_refused(story, client, editor, without_plugin, forged):
    without_plugin[0]()
    client.force_login(editor)
    body = stream(paragraph(), placeholder(forged))
    response = post(client, story, body, **{"action-publish": "1"})
    assert response.status_code == 200
    assert "not in the stored story" in response.text
    assert stored_body(story) == BODY


def test_a_placeholder_cannot_stand_for_the_same_content_twice(
    story, client, editor, without_plugin
):
    without_plugin[0]()
    client.force_login(editor)
    body = stream(placeholder("bbbb"), placeholder("bbbb"))
    assert post(client, story, body, **{"action-publish": "1"}).status_code == 200
    assert stored_body(story) == BODY


def test_a_placeholder_for_a_block_that_is_known_again_is_refused(story, client, editor):
    client.force_login(editor)
    body = stream(paragraph(), placeholder("bbbb"))
    assert post(client, story, body, **{"action-publish": "1"}).status_code == 200
    assert stored_body(story) == BODY


def test_a_new_story_cannot_hold_a_placeholder(section, client, editor):
    client.force_login(editor)
    url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
    response = client.post(url, form_data(body=stream(placeholder("bbbb"))))
    assert response.status_code == 200
    assert not ArticlePage.objects.exists()


def test_the_block_works_again_when_its_plugin_returns(story, read, without_plugin):
    take_away, give_back = without_plugin
    take_away()
    ArticlePage.objects.get(pk=story.pk).save_revision().publish()
    give_back()
    assert read(story.url).select_one(".sample-poll").text == "Ferry or bridge?"


def test_a_returning_block_that_its_plugin_would_refuse_is_not_rendered(section, read):
    unclean = {**POLL, "value": {"question": "<script>alert(1)</script>"}}
    story = ArticleFactory(parent=section, body=json.dumps([PARAGRAPH, unclean]))
    page = read(story.url)
    assert "Known words." in page.text
    assert page.select_one(".sample-poll") is None


@pytest.mark.parametrize("value", [None, [], 7, "text", {"question": {"a": 1}}, {"other": "x"}])
def test_a_plugins_value_of_the_wrong_shape_costs_its_place_not_the_page(section, read, value):
    story = ArticleFactory(parent=section, body=json.dumps([{**POLL, "value": value}, PARAGRAPH]))
    assert "Known words." in read(story.url).text


def test_a_plugins_value_that_its_block_cannot_read_is_kept_as_if_it_were_unknown(
    section, client, editor
):
    item = {**POLL, "value": 7}
    story = ArticleFactory(parent=section, body=json.dumps([item, PARAGRAPH]))
    client.force_login(editor)
    body = stream(paragraph(), placeholder("bbbb"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200
    assert post(client, story, body, **{"action-publish": "1"}).status_code == 302
    assert stored_body(story)[1] == item


def test_a_plugins_block_that_raises_costs_its_place_not_the_page(section, read):
    failing = {"type": "sample_failing", "value": "x", "id": "dddd"}
    story = ArticleFactory(parent=section, body=json.dumps([failing, PARAGRAPH]))
    assert "Known words." in read(story.url).text


def test_a_stored_item_of_the_placeholders_own_type_is_kept_and_hidden(section, read):
    item = {"type": UNKNOWN_BLOCK_TYPE, "value": "<script>", "id": "eeee"}
    story = ArticleFactory(parent=section, body=json.dumps([item, PARAGRAPH]))
    ArticlePage.objects.get(pk=story.pk).save()
    assert stored_body(story) == [item, PARAGRAPH]
    assert "<script>" not in str(read(story.url).select_one(".story__body"))


def test_an_item_stored_without_an_id_can_still_be_edited(section, client, editor, without_plugin):
    without_plugin[0]()
    item = {"type": "sample_poll", "value": {"question": "Ferry or bridge?"}}
    story = ArticleFactory(parent=section, body=json.dumps([item]))
    block_id = ArticlePage.objects.get(pk=story.pk).body[0].id
    client.force_login(editor)
    body = stream(paragraph(), placeholder(block_id))
    assert post(client, story, body, **{"action-publish": "1"}).status_code == 302
    assert stored_body(story)[1] == item


def test_a_plugins_item_without_a_value_does_not_break_the_story(section, read):
    item = {"type": "sample_poll", "id": "ffff"}
    story = ArticleFactory(parent=section, body=json.dumps([item, PARAGRAPH]))
    assert "Known words." in read(story.url).text


def test_a_data_migration_that_saves_every_story_keeps_unknown_blocks(story, without_plugin):
    without_plugin[0]()
    executor = MigrationExecutor(connection)
    state = executor.loader.project_state(executor.loader.graph.leaf_nodes())
    historical = state.apps.get_model("news", "ArticlePage")
    for article in historical.objects.all():
        list(article.body)  # as a migration would that looks at the blocks
        article.save()
    assert stored_body(story) == BODY


def test_a_revision_compared_with_the_live_story_does_not_fail(
    story, client, editor, without_plugin
):
    without_plugin[0]()
    client.force_login(editor)
    story.save_revision()
    url = reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, "earliest", "latest"])
    assert client.get(url).status_code == 200


def test_a_pickled_body_keeps_unknown_items(story, without_plugin):
    import pickle

    without_plugin[0]()
    body = ArticlePage.objects.get(pk=story.pk).body
    again = pickle.loads(pickle.dumps(body))  # noqa: S301
    assert again.get_prep_value() == BODY


def test_plugin_blocks_change_no_migration(without_plugin):
    def changes():
        state = ProjectState.from_apps(apps)
        loaded = MigrationLoader(None).project_state()
        return MigrationAutodetector(loaded, state)._detect_changes()

    assert changes() == {}
    without_plugin[0]()
    assert changes() == {}


def test_a_plugins_block_needs_its_plugins_name_and_takes_nobody_elses(body_field):
    blocks = ArticleBodyBlock().child_blocks
    assert "sample_poll" in blocks
    assert "elsewhere_poll" not in blocks
    assert type(blocks["paragraph"]).__name__ == "ParagraphBlock"


def test_blocks_that_are_left_out_are_reported():
    messages = " ".join(found.msg for found in run_checks() if found.id == "byline.W001")
    assert "'elsewhere_poll' of plugin 'sample' is left out" in messages
    assert "'paragraph' of plugin 'sample' is left out" in messages
    assert "sample_poll" not in messages


def test_an_exported_story_is_imported_with_its_unknown_blocks(story, without_plugin):
    without_plugin[0]()
    exported = StringIO()
    call_command("dumpdata", "news.articlepage", "wagtailcore.revision", stdout=exported)
    ArticlePage.objects.filter(pk=story.pk).update(body="[]")
    serialized = deserialize("json", exported.getvalue())
    for found in serialized:
        found.save()
    assert stored_body(story) == BODY
    assert story.latest_revision.as_object().body.get_prep_value() == BODY
    without_plugin[1]()
    assert ArticlePage.objects.get(pk=story.pk).body[1].value["question"] == "Ferry or bridge?"
