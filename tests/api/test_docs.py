"""The examples of the documentation are run, in their order."""

import json
import re
import shlex
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image
from wagtail.models import APIToken

from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = Path(settings.PROJECT_ROOT / "docs/development/api.md").read_text()
BLOCKS = re.compile(r"^```(sh|json)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANYTHING = "…"
# What the examples call what is in the answers of those before.
NAMES = {"/photos/": {"PHOTO": "id"}, "/stories/": {"DRAFT": "id", "VERSION": "version"}}


def matches(found, expected):
    """Return whether an answer is as written; “…” stands for anything."""
    if expected in (ANYTHING, [ANYTHING]):
        return found is not None
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            matches(found[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(matches, found, expected))
    return found == expected


def commands(text):
    """Yield the commands of an example, each as its words."""
    joined = text.replace("\\\n", " ")
    lexer = shlex.shlex(joined, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.whitespace = True, "", " \t\n"
    words = []
    for word in lexer:
        if word in {"curl", "python"} and words:
            yield words
            words = []
        words.append(word)
    yield words


def run_curl(client, words):
    """Send what a `curl` sends, and return the response."""
    options, headers, form = {}, {}, {}
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-F":
            name, _, value = next(rest).partition("=")
            form[name] = picture(value[1:]) if value.startswith("@") else value
        elif word in {"-X", "-d"}:
            options[word] = next(rest)
        else:
            address = word
    if form:
        return client.post(address, form, headers=headers)
    method = options.get("-X", "POST" if "-d" in options else "GET")
    kind = headers.pop("Content-Type", "application/octet-stream")
    return client.generic(method, address, options.get("-d", ""), kind, headers=headers)


def picture(name):
    file = BytesIO()
    Image.new("RGB", (90, 60)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def filled(text, names):
    """Return an example with the values of its variables."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"${name}", str(names[name]))
    return text


def test_every_example_answers_what_is_written(client, section, capsys):
    UserFactory(username="mara", group="Editors")
    quote = {"text": "We built it.", "speaker": "Ines Aldaba", "role": "engineer", "source": ""}
    story = ArticleFactory(
        parent=section,
        title="Wall holds",
        slug="wall-holds",
        label="analysis",
        authors=["Mara Lind"],
        body=[("paragraph", "<p>It <b>holds</b>.</p>"), ("quote", quote)],
    )
    names = {
        "SITE": "/api/v1",
        "STORY": story.pk,
        "SECTION": section.pk,
        "COMMENT": add_comment(story).pk,
        "JSON": "Content-Type: application/json",
    }
    answered = 0
    blocks = BLOCKS.findall(PAGE)
    for (kind, text), following in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind != "sh" or text.startswith("SITE="):
            continue
        for words in commands(filled(text, names)):
            if words[0] == "python":
                call_command(*words[2:])
                if "create" in words:
                    names["TOKEN"] = capsys.readouterr().out.strip()
                    names["AUTH"] = f"Authorization: Bearer {names['TOKEN']}"
                if "revoke" in words:  # the examples go on with it
                    APIToken.objects.update(revoked_at=None)
                continue
            response = run_curl(client, words)
            answer = response.json()
            is_refusal = following[0] == "json" and '"status": 422' in following[1]
            assert (response.status_code >= 400) == is_refusal, (words, answer)
            for path, saved in NAMES.items():
                if words[-1].endswith(path) or any(w.endswith(f"v1{path}") for w in words):
                    names |= {name: answer[field] for name, field in saved.items()}
            answered += 1
        if following[0] == "json":
            assert matches(answer, json.loads(following[1])), answer
    assert answered >= 12
