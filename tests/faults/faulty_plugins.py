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
    "a_migration": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of a_migration")]
""",
    "failing_admin": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of failing_admin")]
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
    "failing_checks": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of failing_checks")]
""",
    # Called as a function of the module that holds the apps of plugins.
    "report": """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Slot of report")]
""",
}
# Of these nothing is used; the last is not installed.
NOT_LOADED = (
    "no_import",
    "no_settings",
    "failing_models",
    "failing_ready",
    "failing_tags",
    "failing_command",
    "failing_formats",
    "failing_migration",
    "no_migration",
    "needs_failing",
    "orphaned_migration",
    "two_migrations",
    "label_taken",
    "label_of_library",
    "app_taken",
    "odd_import",
    "faulty_models",
    "same_accessor",
    "attribute_taken",
    "name_taken",
    "missing",
)
SHOWN = """
@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, lambda _context: "Used though it has failed: {}")]
"""
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
    dependencies = [{dependencies}]
    operations = [{operations}]
"""
EMPTY_MIGRATION = MIGRATION.format(dependencies="", operations="")
MODELS = """
from django.conf import settings
from django.db.models import CASCADE, ForeignKey, Model


class Note(Model):
    story = ForeignKey("news.ArticlePage", CASCADE, "+", db_constraint=False)
    author = ForeignKey(settings.AUTH_USER_MODEL, CASCADE, {accessor}, db_constraint=False)
"""
APP = """
from django.apps import AppConfig


class Config(AppConfig):
    name = __name__.rpartition(".")[0]
"""
ADMIN_FAILS = """
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def fail():
    raise RuntimeError("a hook of what is left out")


"""
BROKEN = "import no_such_module"
CHECKS = """
    def ready(self):
        from django.core import checks

        checks.register(lambda **_kwargs: [checks.Error("It is not fine.")])
        checks.register(lambda **_kwargs: 1 / 0)
        checks.register(lambda **_kwargs: ["It is not fine."])
"""
RECEIVER = """
from django.core.signals import request_started


def fail(**_kwargs):
    raise RuntimeError("a receiver of what is left out")


request_started.connect(fail)
"""
# Besides the manifest and the hooks, by the plugin's name.
FILES = {
    "broken_template": {"templates/broken_template/broken.html": "{% no_such_tag %}"},
    "bad_setting": {"__init__.py": SETTINGS.format(settings="[votes]")},
    "no_settings": {"__init__.py": SETTINGS.format(settings="7")},
    "no_import": {"__init__.py": BROKEN},
    "no_hooks": {"wagtail_hooks.py": ADMIN_FAILS},
    "failing_models": {
        "models.py": MODELS.format(accessor="'+'") + RECEIVER + BROKEN,
        "templatetags/failing_models.py": BROKEN,
        "wagtail_hooks.py": BROKEN,
        "templates/news/article_page.html": BROKEN,
    },
    "failing_ready": {"apps.py": f"{APP}\n    def ready(self):\n        {BROKEN}{RECEIVER}"},
    "label_taken": {"apps.py": f"{APP}\n    label = 'news'"},
    "label_of_library": {"apps.py": f"{APP}\n    label = 'wagtailadmin'"},
    "app_taken": {
        "apps.py": "from django.apps import AppConfig\n\nclass Config(AppConfig):\n"
        "    name = 'wagtail.admin'\n    label = 'app_taken'"
    },
    "odd_import": {"__init__.py": "raise BaseException('odd')"},
    "faulty_models": {
        "models.py": MODELS.format(accessor="'+'")
        + "    page = ForeignKey('nowhere.Page', CASCADE)\n",
        "migrations/0001_initial.py": EMPTY_MIGRATION,
    },
    "same_accessor": {"models.py": MODELS.format(accessor="None")},
    "attribute_taken": {"models.py": MODELS.format(accessor="'get_full_name'")},
    "failing_checks": {"apps.py": f"{APP}{CHECKS}"},
    "failing_migration": {
        "models.py": MODELS.format(accessor="None") + RECEIVER,
        "migrations/0001_initial.py": MIGRATION.format(
            dependencies="", operations="migrations.RunPython(fail)"
        ),
        "wagtail_hooks.py": ADMIN_FAILS,
    },
    "no_migration": {
        "models.py": MODELS.format(accessor="'+'") + RECEIVER,
        "migrations/0001_initial.py": BROKEN,
    },
    "orphaned_migration": {
        "migrations/0001_initial.py": MIGRATION.format(
            dependencies="('orphaned_migration', '0000_gone')", operations=""
        )
    },
    "two_migrations": {
        "migrations/0001_one.py": EMPTY_MIGRATION,
        "migrations/0001_two.py": EMPTY_MIGRATION,
    },
    "needs_failing": {
        "migrations/0001_initial.py": MIGRATION.format(
            dependencies="('failing_migration', '0001_initial')", operations=""
        )
    },
    "a_migration": {"migrations/0001_initial.py": EMPTY_MIGRATION},
    "failing_tags": {"templatetags/failing_tags.py": BROKEN},
    "failing_command": {"management/__init__.py": BROKEN},
    "failing_admin": {"wagtail_hooks.py": ADMIN_FAILS + BROKEN},
    "failing_formats": {"image_formats.py": BROKEN},
}


def write_packages(folder: Path) -> list[str]:
    """Write all packages into a folder, and return the names of the plugins."""
    for name, hooks in HOOKS.items():
        version = 99 if name == "wrong_version" else 1
        write(folder, name, MANIFEST.format(name=name, version=version), IMPORTS + hooks)
    for name in NOT_LOADED[:-1]:
        write(folder, name, MANIFEST.format(name=name, version=1), IMPORTS + SHOWN.format(name))
    for name, files in FILES.items():
        for path, text in files.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix == ".py":
                (file.parent / "__init__.py").touch()
            with file.open("a") as opened:
                opened.write(text)
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
