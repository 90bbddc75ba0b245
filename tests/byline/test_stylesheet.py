"""The stylesheet is one file when it is collected, and its parts keep their layers."""

import json
import re

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import override_settings

from byline.staticfiles import CSS_IMPORT, STYLESHEET, join_stylesheet

CSS = django_settings.PROJECT_ROOT / "static" / "css"


@pytest.fixture
def joined(tmp_path):
    """Join a stylesheet made of the given files: `joined({"css/byline.css": "…"})`."""

    def join(files):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
        storage = FileSystemStorage(tmp_path)
        return join_stylesheet({name: (storage, name) for name in files})

    return join


def test_a_part_takes_the_place_of_its_import_in_its_layer(joined):
    css = joined(
        {
            "css/byline.css": '@layer a, b;\n@import url("one.css") layer(a);\n'
            '@import url("parts/two.css") layer(b);\n',
            "css/one.css": "p { margin: 0 }\n",
            "css/parts/two.css": "b { color: red }\n",
        }
    )
    parts = ["@layer a, b;", "@layer a { p { margin: 0 } }", "@layer b { b { color: red } }"]
    assert " ".join(css.split()) == " ".join(parts)


@pytest.mark.parametrize("address", ["url(dot.svg)", "url('../dot.svg')", 'url( "dot.svg" )'])
def test_a_part_from_another_folder_may_not_name_its_neighbours(joined, address):
    with pytest.raises(ValueError, match=r"parts/two.css names .*dot.svg relative"):
        joined(
            {
                "css/byline.css": '@import url("parts/two.css") layer(b);',
                "css/parts/two.css": f"b {{ background: {address} }}",
            }
        )


@pytest.mark.parametrize("address", ["url(data:image/png;base64,x)", "url(/a.svg)", "url(#a)"])
def test_a_part_from_another_folder_may_name_what_is_the_same_everywhere(joined, address):
    part = f"b {{ background: {address} }}"
    imported = '@import url("parts/two.css") layer(b);'
    assert address in joined({"css/byline.css": imported, "css/parts/two.css": part})


def test_a_missing_part_stops_the_joining(joined):
    with pytest.raises(KeyError, match=r"css/gone.css"):
        joined({"css/byline.css": '@import url("gone.css") layer(b);'})


def test_every_part_is_imported_and_every_import_is_there():
    text = (CSS / "byline.css").read_text()
    imported = [match["path"] for match in CSS_IMPORT.finditer(text)]
    stylesheets = {"byline.css", "embed.css", "styleguide.css"}
    files = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - stylesheets
    parts = {path for path in files if not path.startswith("admin/")}
    assert sorted(imported) == sorted(parts)
    assert text.count("@import") == len(imported)


def test_every_layer_has_its_place_in_the_order():
    text = (CSS / "byline.css").read_text()
    order = re.search(r"@layer ([^;]+);", text)[1].split(", ")
    assert {match["layer"] for match in CSS_IMPORT.finditer(text)} == set(order)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The static files as production collects them."""
    folder = tmp_path_factory.mktemp("static")
    storage = {"BACKEND": "byline.staticfiles.JoinedStaticFilesStorage"}
    storages = {**django_settings.STORAGES, "staticfiles": storage}
    ours = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STATIC_ROOT=folder, STORAGES=storages, STATICFILES_FINDERS=ours):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_collecting_gives_one_stylesheet_named_by_its_content(collected):
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]
    named = manifest[STYLESHEET]
    assert re.fullmatch(r"css/byline\.[0-9a-f]{12}\.css", named)
    css = (collected / named).read_text()
    assert "@import" not in css
    imports = (CSS / "byline.css").read_text().count(" layer(components);")
    assert css.count("@layer components {") == imports
    assert len(css) > 10_000


def test_the_collected_stylesheet_names_files_that_are_there(collected):
    [css] = (collected / "css").glob("byline.????????????.css")
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", css.read_text())
    fonts = [address for address in addresses if not address.startswith("data:")]
    assert len(fonts) >= 4
    for address in fonts:
        assert (css.parent / address).resolve().is_file(), address


def test_the_collected_stylesheet_is_compressed_beforehand(collected):
    [css] = (collected / "css").glob("byline.????????????.css")
    for ending in (".gz", ".br"):
        assert css.with_name(css.name + ending).stat().st_size < css.stat().st_size / 2


def test_development_serves_the_parts_from_where_they_are_edited():
    assert finders.find(STYLESHEET) == str(CSS / "byline.css")
