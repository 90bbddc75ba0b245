"""Stories are found by the texts of plugins that are on, whatever these were before."""

import json

import pytest
from django_tasks_db.models import DBTaskResult

from byline.plugins import hookimpl
from byline.plugins.calls import FAILURES_LIMIT, calls_by_plugin
from byline.plugins.switches import switch
from byline.plugins.testing import bound_again, loaded
from search import tasks
from search.models import PageText
from tests.factories import ArticleFactory, UserFactory
from tests.search.indexing import found_titles

pytestmark = pytest.mark.django_db
POLL = {"type": "sample_poll", "value": {"question": "A quokka?"}, "id": "a"}


@pytest.fixture
def switched(django_capture_on_commit_callbacks):
    """Switch a plugin: `switched("x", is_off=True)`."""
    user = UserFactory(is_superuser=True)

    def switched(name, *, is_off):
        with django_capture_on_commit_callbacks(execute=True):
            switch(name, user, is_off=is_off)

    with bound_again():
        yield switched


class Texts:
    """A plugin with a text for each story, which may fail."""

    fails = False

    @hookimpl
    def search_texts(self):
        return [self.text]

    def text(self, _story):
        if self.fails:
            raise RuntimeError("broken")
        return "quokka"


def test_the_text_of_a_plugin_is_found_while_it_is_on(section, publish, switched, monkeypatch):
    monkeypatch.setattr(tasks, "INDEX_SHARE", 1)
    with loaded(Texts(), name="x"):
        switched("x", is_off=True)
        for title in "ab":
            publish(title, parent=section)
        assert found_titles("quokka") == []
        switched("x", is_off=False)
        assert sorted(found_titles("quokka")) == ["a", "b"]
        switched("x", is_off=True)
        assert found_titles("quokka") == []


def test_the_text_of_a_block_is_found_while_its_plugin_is_on(section, publish, switched):
    story = publish("Poll", parent=section, body=json.dumps([POLL]))
    for is_off in (True, False):
        switched("sample", is_off=is_off)
        assert found_titles("quokka") == ([] if is_off else ["Poll"])
        [row] = PageText.objects.filter(page_id=story.pk)
        assert ("quokka" in row.text) is not is_off


def test_a_plugin_that_adds_no_text_costs_no_indexing(section, publish, switched, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with loaded(object(), name="x"):
        switched("x", is_off=True)
    assert not DBTaskResult.objects.exists()


def test_a_story_is_indexed_again_once_a_plugin_works(section, publish, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    texts = Texts()
    with loaded(texts, name="x"):
        texts.fails = True
        story = publish("Late", parent=section)
        tasks.index_some.call([story.pk])
        assert found_titles("quokka") == []
        texts.fails = False
        [again] = DBTaskResult.objects.all()
        assert again.run_after
        again.task.call(*again.args_kwargs["args"], **again.args_kwargs["kwargs"])
        assert found_titles("quokka") == ["Late"]
        assert DBTaskResult.objects.count() == 1


def test_a_page_is_indexed_again_for_the_newsroom_once_a_block_works(
    section, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    story = ArticleFactory(parent=section, body=json.dumps([POLL]))
    calls_by_plugin["sample"].count_failure("article_blocks", "broken", FAILURES_LIMIT)
    with django_capture_on_commit_callbacks(execute=True):
        story.save()
    [again] = DBTaskResult.objects.filter(task_path__endswith="index_for_newsroom")
    assert again.args_kwargs["args"] == [[story.pk]]
