"""Plugins work as they are installed: from their wheels, in an environment of their own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = settings.PROJECT_ROOT
INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
NAMES = [path.parent.name for path in sorted((ROOT / "plugins").glob("*/pyproject.toml"))]


def run(*command, **how):
    """Run a command; return its output, errors last."""
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], capture_output=True, text=True, check=False, **how
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment with what Byline needs, and no plugin."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin/python"
    run(python, *INSTALL, "--require-hashes", "-r", ROOT / "requirements/base.txt")
    return python


@pytest.mark.parametrize("name", [*NAMES, "acme_quiz"])
def test_a_plugin_works_from_its_wheel(python, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if name == "acme_quiz":
        call_command("start_plugin", name)
    source = tmp_path / name if name == "acme_quiz" else ROOT / "plugins" / name
    run(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path / "wheels", source)
    [wheel] = (tmp_path / "wheels").glob("*.whl")
    run(python, *INSTALL, wheel)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "byline.settings.dev",
        "BYLINE_DATA_DIR": str(tmp_path / "data"),
        "BYLINE_PLUGINS": name,
        "BYLINE_PLUGINS_STRICT": "true",
    }
    manage = (python, ROOT / "manage.py")
    assert "no issues" in run(*manage, "check", env=environment)
    run(*manage, "migrate", "--verbosity", "0", env=environment)
    found = "from byline.plugins.loading import plugins; print(*plugins)"
    assert name in run(*manage, "shell", "--verbosity", "0", "-c", found, env=environment)
