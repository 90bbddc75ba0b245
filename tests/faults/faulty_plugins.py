"""Packages of plugins, each with one fault, written as they would be installed."""

from pathlib import Path

MANIFEST = """
from byline.plugins import Manifest

manifest = Manifest(
    name="{name}",
    app="{name}",
    hooks="{name}.hooks",
    hook_versions={{"article_blocks": {version}, "comment_checks": 1, "slots": 1, "urls": 1}},
)
"""
IMPORTS = """
import time

from django.template.loader import render_to_string
from django.urls import path
from wagtail.blocks import CharBlock

from byline.plugins import Place, Slot, hookimpl, setting
from byline.plugins.comments import hold


class Failing(CharBlock):
    def render(self, value, context=None):
        raise RuntimeError("the block is broken")


def fail(*_args):
    raise RuntimeError("the plugin is broken")


def write(context):
    context.story.title = "Written by a plugin"
    return "Slot of shared_state"


def change(comment):
    comment.text = "Changed by a plugin"


"""
# By the plugin's name: its hooks, or else other files.
HOOKS = {
    "fine": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda context: f"Slot of a fine plugin: {context.story.title}")]
""",
    "raising": """
@hookimpl
def article_blocks():
    return [("raising_text", Failing())]


@hookimpl
def comment_checks():
    return [fail]


@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, fail)]


@hookimpl
def urls():
    raise RuntimeError("no addresses")
""",
    "hanging": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: time.sleep(600))]
""",
    "garbage": """
@hookimpl
def article_blocks():
    return 7


@hookimpl
def slots():
    return [object(), Slot(Place.AFTER_BODY, lambda _context: b"bytes"), None]


@hookimpl
def comment_checks():
    return [lambda _comment: "perhaps"]


@hookimpl
def urls():
    return ["/here/"]
""",
    "broken_template": """
@hookimpl
def article_blocks():
    return [("broken_template_text", CharBlock(template="broken_template/broken.html"))]


@hookimpl
def slots():
    return [Slot(Place.HEAD, lambda _context: render_to_string("broken_template/broken.html"))]
""",
    "block_taken": """
@hookimpl
def article_blocks():
    return [("paragraph", CharBlock()), ("raising_text", CharBlock())]
""",
    "shared_state": """
@hookimpl
def slots():
    return [Slot(Place.BELOW_HEADLINE, write)]


@hookimpl
def comment_checks():
    return [change]
""",
    "failing_migration": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of failing_migration")]
""",
    "wrong_version": """
@hookimpl
def article_blocks():
    return [("wrong_version_text", CharBlock())]
""",
    "no_hooks": "import no_such_module",
    "bad_setting": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: f"Setting: {setting('bad_setting', 'votes')}")]
""",
    # Called as a function of the module that holds the apps of plugins.
    "report": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of report")]
""",
}
NOT_LOADED = (
    "no_import",
    "no_settings",
    "failing_models",
    "failing_ready",
    "label_taken",
    "name_taken",
    "missing",
)

SETTINGS = """
from dataclasses import replace

from django.core.validators import MinValueValidator

from byline.plugins import PluginSetting

votes = PluginSetting(
    name="votes", type=int, default=5, help="Votes.", validators=[MinValueValidator(8)]
)
manifest = replace(manifest, settings={settings})
"""
MIGRATION = """
from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("no such migration")


class Migration(migrations.Migration):
    operations = [migrations.RunPython(fail)]
"""


def write_packages(folder: Path) -> list[str]:
    """Write all packages into a folder, and return the names of the plugins."""
    for name, hooks in HOOKS.items():
        version = 99 if name == "wrong_version" else 1
        write(folder, name, MANIFEST.format(name=name, version=version), IMPORTS + hooks)
    broken = folder / "broken_template/templates/broken_template/broken.html"
    broken.parent.mkdir(parents=True)
    broken.write_text("{% no_such_tag %}")
    migrations = folder / "failing_migration/migrations"
    migrations.mkdir()
    (migrations / "__init__.py").touch()
    (migrations / "0001_initial.py").write_text(MIGRATION)
    for name in NOT_LOADED[:-1]:
        write(folder, name, MANIFEST.format(name=name, version=1), IMPORTS)
    (folder / "no_import/__init__.py").write_text("import no_such_module")
    for name, settings in (("bad_setting", "[votes]"), ("no_settings", "7")):
        with (folder / name / "__init__.py").open("a") as manifest:
            manifest.write(SETTINGS.format(settings=settings))
    (folder / "failing_models/models.py").write_text("raise RuntimeError('no models')")
    app = (
        "from django.apps import AppConfig\n\n\nclass Config(AppConfig):\n    name = '{}'\n    {}\n"
    )
    ready = "def ready(self):\n        raise RuntimeError('not ready')"
    (folder / "failing_ready/apps.py").write_text(app.format("failing_ready", ready))
    (folder / "label_taken/apps.py").write_text(app.format("label_taken", "label = 'news'"))
    announce(folder, "name_taken", "twice", "fine:manifest")
    return [*HOOKS, *NOT_LOADED]


def write(folder: Path, name: str, manifest: str, hooks: str) -> None:
    """Write a package."""
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "__init__.py").write_text(manifest)
    (folder / name / "hooks.py").write_text(hooks)
    announce(folder, name, name, f"{name}:manifest")


def announce(folder: Path, name: str, package: str, entry_point: str) -> None:
    """Write the metadata of a package that announces a plugin."""
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[byline.plugins]\n{name} = {entry_point}\n")
