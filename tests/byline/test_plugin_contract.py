"""The contract of plugins changes only with the versions of its hooks."""

import os
import re

from byline.plugins import hookspecs
from byline.plugins.hookspecs import HOOKS
from tests.byline.plugin_contract import SNAPSHOT, lines

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
