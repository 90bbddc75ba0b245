"""`manage.py start_plugin` writes a package that works."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_package_of_a_plugin_is_written(folder, capsys):
    call_command("start_plugin", "acme_quiz")
    project = tomllib.loads((folder / "acme_quiz/pyproject.toml").read_text())
    assert project["project"]["entry-points"]["byline.plugins"] == {
        "acme_quiz": "acme_quiz:manifest"
    }
    written = {path.name for path in folder.rglob("*") if path.is_file()}
    assert written >= {"definition.html", "definition.css", "0001_initial.py", "test_plugin.py"}
    assert "PLUGIN_ACME_QUIZ_LABEL" in (folder / "acme_quiz/README.md").read_text()
    said = capsys.readouterr().out
    assert re.search("pip install .*-e acme_quiz\n", said)
    assert said.count(sys.executable) == 3
    for path in folder.rglob("*.py"):
        compile(path.read_text(), path, "exec")
        assert "app_name" not in path.read_text()


@pytest.mark.parametrize("name", ["Acme", "acme-quiz", "1quiz", "a", "x" * 60, "../up", "os"])
def test_a_name_that_cannot_be_one_is_refused(folder, name):
    with pytest.raises(CommandError):
        call_command("start_plugin", name)
    assert not [*folder.iterdir()] or name == "os"


def test_nothing_is_overwritten(folder):
    call_command("start_plugin", "acme_quiz")
    with pytest.raises(CommandError, match="There is a package in acme_quiz already"):
        call_command("start_plugin", "acme_quiz")


def test_its_own_tests_pass(folder, settings):
    """With its metadata beside it, as an installed package has."""
    call_command("start_plugin", "acme_quiz")
    metadata = folder / "acme_quiz/src/acme_quiz-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-quiz\nVersion: 0.1.0\n")
    entry_point = "[byline.plugins]\nacme_quiz = acme_quiz:manifest\n"
    (metadata / "entry_points.txt").write_text(entry_point)
    root = settings.PROJECT_ROOT
    done = subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "pytest", str(folder / "acme_quiz/tests"), "-q", "-n", "0"),
            *("-c", str(root / "pyproject.toml"), "--rootdir", str(root), "-p", "no:cacheprovider"),
        ],
        cwd=root,
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "BYLINE"))},
            "BYLINE_PLUGINS": "sample,acme_quiz",
            "PYTHONPATH": f"{folder / 'acme_quiz/src'}:{root / 'site'}:{root}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "4 passed" in done.stdout, done.stdout + done.stderr
