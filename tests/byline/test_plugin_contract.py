"""The contract of plugins changes only with the versions of its hooks."""

import ast
import os
import re

import pytest

from byline.plugins import hookspecs
from byline.plugins.hookspecs import HOOKS
from tests.byline.plugin_contract import MODULES, SNAPSHOT, lines, public_names

ADVICE = (
    "The contract has changed. Where a plugin could notice, raise the version of the hooks "
    "concerned and name the former one in `deprecated`. Then run this test with "
    "WRITE_PLUGIN_CONTRACT=1."
)


def test_the_contract_is_as_it_was_written_down():
    if "WRITE_PLUGIN_CONTRACT" in os.environ:
        SNAPSHOT.write_text("\n".join(lines()) + "\n")
    assert [*lines()] == SNAPSHOT.read_text().splitlines(), ADVICE


def test_every_hook_is_in_the_docs(settings):
    text = (settings.PROJECT_ROOT / "docs/development/plugins.md").read_text()
    table = text[text.index("| hook | adds |") : text.index("Most hooks are called once")]
    assert set(re.findall(r"`(\w+)`", table)) >= HOOKS.keys()


def test_every_hook_says_what_it_is_for():
    assert all(getattr(hookspecs, name).__doc__ for name in HOOKS)


def imported(folder):
    """Yield the modules and names of Byline's that the code in a folder imports."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from ((alias.name, None) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.module, alias.name) for alias in node.names)


@pytest.mark.parametrize("folder", ["plugins/*/src", "tests/plugins"])
def test_plugins_import_the_contract_alone(settings, folder):
    contract = {(module.__name__, name) for module in MODULES for name in public_names(module)}
    ours = {"byline", *settings.OWN_APPS}
    used = {
        (module, name)
        for source in settings.PROJECT_ROOT.glob(folder)
        for module, name in imported(source)
        if module.partition(".")[0] in ours
    }
    assert used
    assert used <= contract
