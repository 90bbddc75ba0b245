"""Internals of packages that the code uses are listed, exist, and are looked at after upgrades."""

import ast
import inspect
import re
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from posixpath import dirname, normpath

import pytest
from django.conf import settings
from django.core.checks.registry import registry

import byline.internals
from byline.checks import check_internals
from byline.internals import INTERNALS, TRIED_WITH

ROOT = settings.PROJECT_ROOT
PACKAGES = ("accounts", "api", "comments", "home", "importers", "news", "photos", "readership")
FOLDERS = [ROOT / name for name in (*PACKAGES, "recyclebin", "search", "site/byline")]
# Not private: Django documents the first three, Python the others, of named tuples.
PUBLIC = {"_default_manager", "_meta", "_state", "_asdict", "_fields", "_make", "_replace"}
# Wagtail documents that these can be replaced.
DOCUMENTED_TEMPLATES = {
    "wagtailadmin/login.html",
    "wagtailadmin/skeleton.html",
    "wagtailcore/shared/block_preview.html",
    "wagtailcore/login.html",
    "wagtailcore/password_required.html",
    "wagtaildocs/password_required.html",
}
EXTENDS = re.compile(r"{% extends [\"']([^\"']+)")
LOCKED = re.compile(r"^(?P<package>[\w-]+)==(?P<version>\S+)", re.MULTILINE)


def source_of_ours(name):
    """Return the source of a module, a template or a script."""
    if "/" in name:
        return (ROOT / name).read_text()
    spec = find_spec(name)
    assert spec, f"{name} is gone: which module uses it now?"
    return Path(spec.origin).read_text()


def has(text, name):
    end = "" if name.endswith("_") else r"\b"
    return re.search(rf"\b{re.escape(name)}{end}", text) is not None


@pytest.mark.parametrize("entry", INTERNALS, ids=lambda entry: f"{entry.owner} {entry.names}")
def test_what_is_listed_is_used_and_exists(entry):
    sources = {name: source_of_ours(name) for name in entry.used_in}
    unused = [name for name, text in sources.items() if not any(has(text, n) for n in entry.names)]
    assert not unused, "these use none of it"
    every = "\n".join(sources.values())
    assert not [name for name in entry.names if not has(every, name)], "nothing uses these"
    assert not [name for name in entry.names if not exists(entry.owner, name)], "these are gone"
    assert entry.package in TRIED_WITH
    assert entry.reason.endswith(".")
    assert entry.alternative.endswith(".")


def exists(owner, name):
    """Return whether a module, class, function or template of a package has something."""
    if "/" in owner:
        return has(template_source(owner), name)
    try:
        found = resolve_name(owner)
    except (ImportError, AttributeError):
        return False
    return hasattr(found, name) or name in inspect.getsource(found)


def template_source(template):
    """Return the name and source of a template of Wagtail's and those it extends, or a script."""
    folder = find_spec("wagtail").submodule_search_locations[0]
    kind = "static" if template.endswith(".js") else "templates"
    paths = list(Path(folder).glob(f"**/{kind}/{template}"))
    if not paths:
        return ""
    [path] = paths
    text = f"{template}\n{path.read_text()}"
    if found := EXTENDS.search(text):
        text += template_source(normpath(found[1].replace("./", f"{dirname(template)}/")))
    return text


def test_private_attributes_in_the_code_are_listed():
    listed = {name for entry in INTERNALS for name in entry.names}
    found = {}
    for folder in FOLDERS:
        for path in folder.rglob("*.py"):
            tree = list(ast.walk(ast.parse(path.read_text())))
            own = {node.name for node in tree if isinstance(node, ast.FunctionDef)}
            own |= {n.attr for n in tree if is_of_self(n) and isinstance(n.ctx, ast.Store)}
            used = {n.attr for n in tree if isinstance(n, ast.Attribute)} - own
            found |= {name: path for name in used if re.match(r"_[a-z]", name)}
    assert {name: path for name, path in found.items() if name not in listed | PUBLIC} == {}


def is_of_self(node):
    return isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self"


def test_templates_of_wagtail_that_ours_change_are_listed():
    listed = {(entry.owner, name) for entry in INTERNALS for name in entry.used_in}
    changed = {
        (name, str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% (?:extends|include) "(wagtail[^"]+)"', path.read_text())
        if name not in DOCUMENTED_TEMPLATES
    }
    assert changed - listed == set()


def test_scripts_that_change_wagtails_editor_are_listed():
    listed = {name for entry in INTERNALS for name in entry.used_in}
    scripts = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "static/js/admin").glob("*.js")
        if re.search(r"wagtail[A-Z]|telepath|\bw-[a-z]+:", path.read_text())
    }
    assert scripts
    assert scripts - listed == set()


def test_the_locked_versions_are_those_that_were_tried():
    text = (ROOT / "requirements" / "production.txt").read_text()
    locked = {found["package"]: found["version"] for found in LOCKED.finditer(text)}
    assert {package: locked[package] for package in TRIED_WITH} == TRIED_WITH


@pytest.fixture
def installed(monkeypatch):
    """The versions that are taken for the installed ones: those that were tried."""
    versions = dict(TRIED_WITH)
    monkeypatch.setattr(byline.internals, "version", lambda package: versions[package])
    return versions


def test_there_is_no_warning_of_the_tried_versions_and_their_patch_releases(installed):
    assert check_internals(None) == []
    installed.update({"django": "6.1.99", "wagtail": "7.4"})
    assert check_internals(None) == []


@pytest.mark.parametrize("version", ["6.2", "6.2a1", "6.10.1", "7.0rc1"])
def test_a_newer_minor_release_is_reported_with_what_is_used_of_it(installed, version):
    installed["django"] = version
    [warning] = check_internals(None)
    assert warning.msg.startswith(f"django {version} is newer than {TRIED_WITH['django']}")
    assert "django.utils._os (safe_join)" in warning.msg
    assert warning.id == "byline.W002"
    assert "wagtail" not in warning.msg.partition("internals:")[2]


def test_manage_py_check_looks_for_newer_releases():
    assert check_internals in registry.get_checks()


def test_a_package_that_is_not_installed_is_not_newer(monkeypatch):
    def missing(package):
        raise byline.internals.PackageNotFoundError

    monkeypatch.setattr(byline.internals, "version", missing)
    assert byline.internals.newer_packages() == {}
