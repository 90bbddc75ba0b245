"""The bundled plugins are packages of one kind."""

import re
import tomllib
from string import Template

import pytest
from django.conf import settings

FOLDERS = sorted(path.parent for path in settings.PROJECT_ROOT.glob("plugins/*/pyproject.toml"))
STARTER = settings.PROJECT_ROOT / "site/byline/plugins/starter"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
METADATA = Template("""
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "byline-$dashed"
version = "1.0"
readme = "README.md"
requires-python = ">=3.12"
license = "BSD-3-Clause"

[project.entry-points."byline.plugins"]
$name = "byline_$name:manifest"

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
byline_$name = ["py.typed", "static/**/*", "templates/**/*"]
""")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_metadata_of_a_plugin_are_those_of_the_others(folder):
    name = folder.name
    found = tomllib.loads((folder / "pyproject.toml").read_text())
    assert found["project"].pop("description")
    assert found["project"].pop("dependencies")
    expected = METADATA.substitute(name=name, dashed=name.replace("_", "-"))
    assert found == tomllib.loads(expected)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_has_the_folders_and_the_readme_of_the_starter(folder):
    package = folder / f"src/byline_{folder.name}"
    for kind in ("templates", "static"):
        assert {path.name for path in package.glob(f"{kind}/*")} <= {package.name}
    starter = (STARTER / "README.md").read_text()
    headings = HEADING.findall((folder / "README.md").read_text())
    assert [one for one in headings if one != "Removing it"] == HEADING.findall(starter)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_styles_for_readers_are_no_stronger_than_those_of_the_site(folder):
    for file in folder.rglob("*.css"):
        text = file.read_text()
        assert "@layer components" in text or "Wagtail's admin" in text, file
