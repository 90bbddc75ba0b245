"""The models of a plugin take nothing that others have."""

import pytest
from django.db.models import CASCADE, ForeignKey, Model
from django.test.utils import isolate_apps

from byline.plugins.app_configs import plugin_configs
from byline.plugins.model_attributes import (
    ModelsBefore,
    accessors_of,
    give_back,
    is_taken,
)
from byline.plugins.model_faults import faults_by_config


def test_the_models_of_the_bundled_plugins_have_no_faults():
    assert faults_by_config([*plugin_configs().values()]) == []


@pytest.mark.parametrize(
    ("accessor", "is_there"), [("headline", True), ("pk", True), ("note_set", False)]
)
@isolate_apps("tests")
def test_a_relation_of_a_plugin_replaces_no_attribute(accessor, is_there):
    class Story(Model):  # noqa: DJ008
        headline = "A headline"

        class Meta:
            app_label = "tests"

    before = ModelsBefore({Story: {**vars(Story)}}, {})

    class Note(Model):  # noqa: DJ008
        story = ForeignKey(Story, CASCADE, accessor)
        other = ForeignKey(Story, CASCADE, "+")

        class Meta:
            app_label = "tests"

    [found] = accessors_of([Note])
    assert (found, is_taken(found, before)) == ((Story, accessor), is_there)
    assert vars(Story)[accessor] != before.attributes[Story].get(accessor)
    give_back([Note], before)
    assert vars(Story).get(accessor) == before.attributes[Story].get(accessor)


def test_who_takes_the_table_of_another_is_left_out(monkeypatch):
    polls, altcha = plugin_configs()["polls"], plugin_configs()["altcha"]
    [table] = {model._meta.db_table for model in altcha.get_models()}
    model = next(iter(polls.get_models()))
    monkeypatch.setattr(model._meta, "db_table", table)
    for config in (polls, altcha):  # what it replaces is given back
        monkeypatch.setattr(config, "models", config.models)
    found = faults_by_config([altcha, polls])
    assert [(config.plugin, faults) for config, faults in found] == [
        ("polls", [f"The database has something called {table} already."])
    ]
