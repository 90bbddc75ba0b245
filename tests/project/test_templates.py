"""What holds for every template."""

import re

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

FOLDER = settings.PROJECT_ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))


# Not the gates of what only some may read, which no cache keeps.
NOT_FOR_ALL = {"admin", "wagtailadmin", "wagtailcore", "wagtaildocs"}
READERS = [t for t in TEMPLATES if not NOT_FOR_ALL.intersection(t.parts)]


def offenders(pattern, templates=TEMPLATES):
    """Return the templates in which the pattern is found."""
    found = re.compile(pattern, re.IGNORECASE)
    return [str(t.relative_to(FOLDER)) for t in templates if found.search(t.read_text())]


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


def test_templates_have_no_inline_scripts():
    assert offenders(r"<script(?![^>]*\ssrc=)[^>]*>") == []
    assert offenders(r"<script[^>]*>\s*[^\s<]") == []
    assert offenders(r"\son[a-z]+\s*=\s*[\"']") == []
    assert offenders(r"javascript:") == []


def test_templates_have_no_inline_styles():
    assert offenders(r"<style|\sstyle\s*=") == []


def test_templates_load_and_link_nothing_from_elsewhere():
    assert offenders(r"(?:href|src|srcset|action|content)\s*=\s*[\"'](?:https?:)?//") == []


def test_templates_are_short_enough_to_read_in_one_go():
    long = [t.name for t in TEMPLATES if len(t.read_text().splitlines()) > 80]
    assert long == []


def test_templates_never_switch_escaping_off():
    assert offenders(r"\|\s*safe\b|autoescape\s+off|safeseq") == []


def test_templates_of_readers_do_not_ask_who_is_signed_in():
    pattern = r"request\.user|\buser\.is_|\bperms\.|csrf_token|\bmessages\b"
    assert offenders(pattern, READERS) == []


def test_every_picture_has_a_text_or_none_on_purpose():
    assert offenders(r"<img(?![^>]*\salt=)[^>]*>") == []


@pytest.mark.parametrize("template", [str(t.relative_to(FOLDER)) for t in TEMPLATES])
def test_every_template_compiles_and_those_it_includes_are_there(template):
    text = (FOLDER / template).read_text()
    get_template(template)
    for included in re.findall(r"{% (?:include|extends) \"([^\"]+)\"", text):
        try:
            get_template(included)
        except TemplateDoesNotExist:
            pytest.fail(f"{template} includes {included}, which is not there")
