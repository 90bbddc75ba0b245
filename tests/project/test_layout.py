"""Where things are, and how large they may grow."""

import ast
import re
import sys
import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = settings.PROJECT_ROOT
APPS = [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
SOURCES = [
    path
    for folder in [*(ROOT / name for name in APPS), ROOT / "site"]
    for path in sorted(folder.rglob("*.py"))
]
MIGRATIONS = [path for path in SOURCES if path.parent.name == "migrations"]


def name(path):
    return str(path.relative_to(ROOT))


def test_site_is_a_source_root_and_no_package():
    assert (ROOT / "site" / "byline" / "__init__.py").is_file()
    assert not list((ROOT / "site").glob("*.py"))
    module = sys.modules.get("site")
    assert module is None or not str(module.__file__).startswith(str(ROOT))


def test_the_guards_look_at_every_app():
    assert {"accounts", "home", "news", "photos"} <= set(APPS)
    assert len(SOURCES) > 50
    assert len(MIGRATIONS) >= 8


def test_files_are_short_enough_to_read_in_one_go():
    long = {
        name(path): lines
        for path in SOURCES
        if path not in MIGRATIONS and (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_every_module_says_what_it_is_for():
    silent = [
        name(path)
        for path in SOURCES
        if path.read_text().strip() and path not in MIGRATIONS and not docstring(path)
    ]
    assert silent == []


def docstring(path):
    return ast.get_docstring(ast.parse(path.read_text()))


def test_migrations_say_what_they_do():
    names = [path.stem for path in MIGRATIONS if path.stem != "__init__"]
    assert [n for n in names if re.search(r"_auto_|_merge|_\d{8}", n)] == []
    assert all(re.fullmatch(r"\d{4}_\w+", n) for n in names)


def test_every_app_has_one_chain_of_migrations():
    for app in APPS:
        numbers = [p.stem[:4] for p in MIGRATIONS if p.parts[-3] == app and p.stem != "__init__"]
        assert len(numbers) == len(set(numbers)), app


def test_the_migrations_of_the_body_name_no_blocks():
    text = "".join(path.read_text() for path in MIGRATIONS if path.parts[-3] == "news")
    assert "news.fields.ArticleBodyField" in text
    assert "block_lookup" not in text
    assert "wagtail.blocks" not in text
    assert "news.blocks" not in text


def test_every_app_is_in_the_contract_of_imports():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in settings["contracts"] if c["type"] == "layers")
    assert {app for layer in layers for app in layer.split(" | ")} == set(APPS)
    for contract in settings["contracts"]:
        if contract["type"] == "acyclic_siblings":
            assert set(contract["ancestors"]) == {*APPS, "byline"}


def test_nothing_records_the_address_of_a_registry():
    for lock in ("uv.lock", "package-lock.json", "poetry.lock", "Pipfile.lock"):
        assert not (ROOT / lock).exists()
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|index-url|find-links", text), path.name
