"""`check_plugin` finds what is wrong with a plugin."""

import pytest
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import CharBlock, StructBlock

from byline.plugins import Place, Slot, StructuredDataEnricher, hookimpl
from byline.plugins.hookspecs import HOOKS
from byline.plugins.testing import check_plugin, checks, loaded
from byline.plugins.testing.templates import check_template

pytestmark = pytest.mark.django_db


class Unescaped(StructBlock):
    text = CharBlock()

    class Meta:
        preview_value = {"text": "A text."}

    def render_basic(self, value, context=None):
        return mark_safe(value.get("text") or "")  # noqa: S308 - that is what is found


class Fragile(Unescaped):
    def clean(self, value):
        return super().clean({"text": value["text"].strip()})

    def render_basic(self, value, context=None):
        return value["text"].upper()


def checked(app="sample_plugin", name="sample", **hooks):
    implementations = {hook: staticmethod(hookimpl(found)) for hook, found in hooks.items()}
    renamed = type("Hooks", (), implementations)
    for hook, found in hooks.items():
        found.__name__ = hook
    with loaded(renamed, name=name, app=app):
        return check_plugin(name)


def test_a_plugin_that_is_not_loaded_is_said_to_be_so():
    assert check_plugin("missing") == ["The plugin 'missing' is not named in BYLINE_PLUGINS."]


def test_the_blocks_of_the_sample_plugin_are_found_out():
    found = " ".join(check_plugin("sample"))
    assert "The block 'sample_failing' fails in render()" in found
    assert "The name of the block 'elsewhere_poll' does not begin with 'sample_'" in found
    assert "sample_poll" not in found


def test_a_block_that_does_not_escape_is_found():
    found = checked(article_blocks=lambda: [("sample_x", Unescaped())])
    assert "The block 'sample_x' shows a text without escaping it." in found


def test_a_block_that_garbage_breaks_is_found():
    found = checked(article_blocks=lambda: [("sample_x", Fragile())])
    assert any("The block 'sample_x' fails" in problem for problem in found)


@pytest.mark.parametrize(
    ("render", "problem"),
    [
        (lambda context: context.story.title, "fails with story None"),
        (lambda _context: 7, "returned 7"),
        (lambda context: context.story and SafeString(context.story.title), "without escaping"),
    ],
)
def test_a_slot_that_fails_is_found(render, problem):
    found = checked(slots=lambda: [Slot(Place.AFTER_BODY, render)])
    assert any(problem in one for one in found)


def test_a_slot_that_computes_for_long_is_found_whatever_else_the_machine_does(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(checks, "thread_time", lambda: clock[0])

    def compute(_context):
        clock[0] += HOOKS["slots"].seconds / 2

    problem = "The slot in 'after_body' computes for 1.00 s of the 2 s that it may take."
    assert problem in checked(slots=lambda: [Slot(Place.AFTER_BODY, compute)])


def test_a_check_that_fails_or_returns_garbage_is_found():
    def fails(comment):
        return comment.reply_to.text

    found = checked(comment_checks=lambda: [fails, lambda _comment: "perhaps"])
    assert any("The check fails fails for" in one for one in found)
    assert any("returned 'perhaps'" in one for one in found)


@pytest.mark.parametrize(
    ("headlines", "problem"),
    [
        (lambda stories: {1: stories[0].title}, "fail for 0 stories"),
        (lambda _stories: {1: 7}, "have 7, no text"),
        (lambda stories: {one.pk: SafeString(one.title) for one in stories}, "without escaping"),
    ],
)
def test_headlines_that_are_no_good_are_found(headlines, problem):
    found = checked(front_headlines=lambda: [headlines])
    assert any(problem in one for one in found)


def test_an_enricher_that_returns_nothing_is_found():
    enricher = StructuredDataEnricher(lambda _story, _data: None)
    found = checked(structured_data=lambda: [enricher, len])
    assert any("returned None, no dict" in one for one in found)
    assert any("is no StructuredDataEnricher" in one for one in found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<script>alert(1)</script>", "inline script"),
        ('<p onclick="x()">', "inline script"),
        ('<p style="color: red">', "inline script or style"),
        ('<script src="https://cdn.example/x.js">', "another site"),
        ("{{ text|safe }}", "switches escaping off"),
    ],
)
def test_a_template_that_may_not_be_is_found(text, problem):
    assert any(problem in one for one in check_template("sample_plugin/poll.html", text))


@pytest.mark.parametrize(
    "text",
    ['<script src="/static/x.js" type="module">', '<script type="application/ld+json">{}</script>'],
)
def test_files_and_data_are_no_inline_scripts(text):
    assert not [*check_template("sample_plugin/poll.html", text)]
