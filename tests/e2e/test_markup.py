"""The Nu HTML checker finds nothing to object to in what readers, and editors' previews, get."""

import json
import shutil
import subprocess

import pytest
from django.conf import settings
from django.urls import reverse
from django.views.defaults import server_error

from news.blocks import UNKNOWN_BLOCK_TYPE
from news.models import ArticlePage
from tests.e2e.addresses import FRAMES, GATES, PAGES
from tests.e2e.newspaper import newspaper

# With this the checker shows that it finds something.
BROKEN = b"<!doctype html><html lang=en><title>A page</title><p><b>Bold</p>"
PREVIEW = "the preview of"
# Right for a page, but the preview of a block is none.
NO_HEADLINE = "none of them has a computed heading level of 1"
JAR = settings.PROJECT_ROOT / ".venv" / "vnu.jar"


@pytest.fixture
def check(tmp_path):
    """Check pages, given by name; return what is wrong with each, in one start of Java."""

    def run(pages):
        if not shutil.which("java"):
            pytest.fail("install Java: apt install default-jre-headless", pytrace=False)
        if not JAR.exists():
            pytest.fail("fetch the checker: make .venv/vnu.jar", pytrace=False)
        files = {}
        for number, (name, html) in enumerate(pages.items()):
            file = tmp_path / f"{number}.html"
            file.write_bytes(html)
            files[file.as_uri().replace("file:///", "file:/")] = name
        # What it has to say for information is a matter of taste.
        options = ["--stdout", "--format", "json", "--exit-zero-always", "--skip-info-messages"]
        process = subprocess.run(  # noqa: S603
            ["java", "-jar", JAR, *options, *tmp_path.glob("*.html")],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        return [
            f"{files[found['url']]}: {found['message']} {found.get('extract', '')!r}"
            for found in json.loads(process.stdout)["messages"]
        ]

    return run


def blocks():
    """Return every block that editors can choose, without those of plugins."""
    body = ArticlePage._meta.get_field("body").stream_block
    hidden = {*body.plugins, UNKNOWN_BLOCK_TYPE}
    return {name: block for name, block in body.child_blocks.items() if name not in hidden}


def pages_of_readers(client, rf):
    pages = {path: client.get(path).content for path in [*PAGES, *GATES, *FRAMES]}
    return {**pages, "the page of a failure": server_error(rf.get("/")).content}


def previews(client, editor):
    client.force_login(editor)
    address = reverse("wagtailadmin_block_preview")
    return {
        f"{PREVIEW} {name}": client.get(address, {"id": block.definition_prefix}).content
        for name, block in blocks().items()
    }


def is_wrong(fault):
    return not (fault.startswith(PREVIEW) and NO_HEADLINE in fault)


@pytest.mark.newsroom(built_by=newspaper)
def test_the_pages_of_readers_and_the_previews_of_blocks_are_sound(check, client, rf, editor):
    pages = pages_of_readers(client, rf) | previews(client, editor)
    faults = check({**pages, "broken": BROKEN})
    assert {fault.partition(":")[0] for fault in faults if is_wrong(fault)} == {"broken"}, faults
