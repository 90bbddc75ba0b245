"""Faulty plugins, installed, on a real server: each costs what it would have added."""

import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from comments.models import CommentSettings, ReaderComment
from tests.factories import ArticleFactory
from tests.faults.clients import comment
from tests.faults.faulty_plugins import NOT_LOADED, write_packages
from tests.processes import ROOT, eventually, is_answered

TYPES = ("raising_text", "broken_template_text", "wrong_version_text", "paragraph")


@pytest.fixture
def site(newsroom, port, settings, tmp_path):
    """A running site with all the plugins, and a story that has their blocks."""
    packages = tmp_path / "packages"
    packages.mkdir()
    body = [{"type": name, "value": "<p>Known words.</p>", "id": name} for name in TYPES]
    story = ArticleFactory(slug="wall", parent__slug="walls", title="Wall", body=json.dumps(body))
    CommentSettings.objects.create(site=story.get_site(), max_comments=1000)
    environment = newsroom.environment | {
        "SECRET_KEY": settings.SECRET_KEY,
        "BYLINE_PLUGINS": ",".join(write_packages(packages)),
        "PYTHONPATH": f"{packages}:{ROOT / 'site'}:{ROOT}",
        "PLUGIN_BAD_SETTING_VOTES": "7",
        "HOME": os.environ.get("HOME", "/"),
    }

    def manage(*command, **more):
        return subprocess.run(  # noqa: S603
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )

    migrated = manage("migrate")
    with newsroom.log.open("w") as log:
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, str(ROOT / "manage.py"), "serve", "--no-worker", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        eventually(lambda: is_answered(port))
        yield SimpleNamespace(
            port=port, story=story, manage=manage, migrated=migrated, log=newsroom.log
        )
    finally:
        server.terminate()
        server.wait(30)


def read(site, path):
    """Return status and text of a page."""
    try:
        with urlopen(f"http://localhost:{site.port}{path}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


# In a process that serves, as far as plugins are concerned.
DELETE = """
import byline.wsgi
from news.models import ArticlePage
from django.contrib.auth import get_user_model

ArticlePage.objects.get(slug="wall").delete()
get_user_model().objects.create_user("leaving").delete()
"""
REPORTED = (
    "The hook urls of 'raising' failed",
    "The hook article_blocks of 'garbage' failed",
    "The hook slots of 'garbage' returned <object",
    "The hook urls of 'garbage' returned '/here/', no URLPattern",
    "The block 'paragraph' of plugin 'block_taken' is left out",
    "works with versions of the hook article_blocks: 99",
    "The hooks of 'no_hooks' do not load",
    "The plugin 'no_import' does not load",
    "The plugin 'no_settings' does not load",
    "PLUGIN_BAD_SETTING_VOTES is not used: Ensure this value is greater than or equal to 8.",
    "The models of the plugin 'failing_models' failed: No module named 'no_such_module'",
    "The ready() of the plugin 'failing_ready' failed",
    "The templatetags of the plugin 'failing_tags' failed",
    "The image_formats of the plugin 'failing_formats' failed",
    "The management of the plugin 'failing_command' failed",
    "The migrations of the plugin 'no_migration' failed: No module named 'no_such_module'",
    "The migrations of the plugin 'orphaned_migration' failed",
    "The migrations of the plugin 'two_migrations' failed: Conflicting migrations: 0001_one",
    "The wagtail_hooks of the plugin 'failing_admin' are not used",
    "An app is called 'news' already, as that of the plugin 'label_taken'",
    "An app is called 'wagtailadmin' already, as that of the plugin 'label_of_library'",
    "An app is called 'wagtail.admin' already, as that of the plugin 'app_taken'",
    "The plugin 'odd_import' does not load: BaseException('odd')",
    "The models of the plugin 'faulty_models' failed: There is no model nowhere.page",
    "The models of the plugin 'same_accessor' failed: accounts.User has the attribute note_set",
    "The models of the plugin 'attribute_taken' failed: accounts.User has the attribute get_full",
    "It is not fine.",
    "A system check of the plugin 'failing_checks' failed: ZeroDivisionError",
    "A system check of the plugin 'failing_checks' failed: TypeError(\"It returned 'It is not fine",
    "Several packages announce the plugin 'name_taken'",
    "No installed package announces the plugin 'missing'",
)


def test_faulty_plugins_cost_what_they_would_have_added(site):
    status, page = read(site, "/walls/wall/")
    assert status == 200
    assert "Known words." in page
    assert "Slot of a fine plugin: Wall" in page
    assert "Slot of shared_state" in page
    assert "Setting: 5" in page
    assert "Slot of report" in page
    assert "Slot of failing_checks" in page
    assert "Written by a plugin" not in page
    assert read(site, "/")[0] == 200
    assert comment(site.port, site.story.pk, "A comment among faults") == 303
    stored = ReaderComment.objects.get()
    assert stored.comment == "A comment among faults"
    assert stored.held_because == "The check fail failed. The check <lambda> failed."

    log = site.log.read_text()
    assert "Plugin raising failed in the hook slots" in log
    assert "Plugin raising failed in the hook article_blocks" in log
    assert "Plugin hanging failed in the hook slots: took more than 2 s" in log
    assert "Plugin broken_template failed in the hook" in log

    assert "Used though" not in page
    assert "Slot of failing_admin" in page
    assert read(site, "/admin/login/")[0] == 200

    assert "The plugin failing_migration is not used" in log
    assert "The migrations of the plugin 'no_migration' failed: it is not used" in log
    assert "Slot of a_migration" in page
    assert site.migrated.returncode == 0, site.migrated.stderr
    [left_out] = re.findall("The site starts without these plugins: (.*)[.]", site.migrated.stderr)
    assert {*left_out.split(", ")} == {*NOT_LOADED, "no_hooks"}
    assert site.manage("migrate", BYLINE_PLUGINS_STRICT="true").returncode == 1
    status, ready = read(site, "/readyz")
    assert (status, json.loads(ready)["checks"]["plugins"]) == (200, "away"), ready

    checked = site.manage("check")
    assert checked.returncode == 0, checked.stderr
    assert not [text for text in REPORTED if text not in checked.stderr], checked.stderr

    deleted = site.manage("shell", "-c", DELETE)
    assert deleted.returncode == 0, deleted.stderr
    assert read(site, "/walls/wall/")[0] == 410
