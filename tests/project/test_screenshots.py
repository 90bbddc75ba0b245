"""The pictures of the documentation are there, fit to load, and all in use."""

import re

from django.conf import settings

ROOT = settings.PROJECT_ROOT
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TAKEN = sorted((ROOT / "docs/screenshots").iterdir())
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def named():
    """Return the alt text and the file of each picture that a page names."""
    return [
        (page, alt, (page.parent / address).resolve())
        for page in PAGES
        for alt, address in PICTURE.findall(page.read_text())
    ]


def test_every_picture_that_a_page_names_is_there():
    assert len(named()) > 10
    assert [f"{page.name}: {path.name}" for page, _alt, path in named() if not path.is_file()] == []


def test_every_screenshot_is_named_on_a_page():
    used = {path for _page, _alt, path in named()}
    assert [path.name for path in TAKEN if path not in used] == []


def test_every_picture_has_words_for_who_cannot_see_it():
    assert [f"{page.name}: {path.name}" for page, alt, path in named() if not alt.strip()] == []


def test_screenshots_are_small():
    sizes = {path.name: path.stat().st_size for path in TAKEN}
    assert {name: size for name, size in sizes.items() if size >= 150_000} == {}
    assert sum(sizes.values()) < 2_000_000


def test_every_screenshot_can_be_taken_again():
    code = "".join(path.read_text() for path in (ROOT / "scripts/screenshots").glob("*.py"))
    assert [path.name for path in TAKEN if f'"{path.stem}"' not in code] == []
