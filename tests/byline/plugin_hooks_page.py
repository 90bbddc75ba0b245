"""The page of the documentation that describes each hook, made of docstrings and examples."""

import inspect
from textwrap import dedent

from byline.plugins import hookspecs
from byline.plugins.hookspecs import HOOKS
from tests.byline import plugin_examples

HEAD = """\
# The hooks of plugins

Made from the docstrings of `site/byline/plugins/hookspecs.py` and the examples of
`tests/byline/plugin_examples.py`, which tests run. How to make a plugin: [Plugins](plugins.md).
"""


def page():
    """Return the text of the page."""
    return HEAD + "".join(section(hook) for hook in HOOKS.values())


def section(hook):
    """Return what is said of a hook."""
    specification = getattr(hookspecs, hook.name)
    kind = "Event" if hook.is_event else "Contributions"
    limit = f"{hook.seconds:g} seconds"
    return (
        f"\n## {hook.name}\n\n{kind}, version {hook.version}, {limit}.\n\n"
        f"{inspect.getdoc(specification)}\n\n```python\n{example(hook.name)}\n```\n"
    )


def example(name):
    """Return the source of an example, with the functions just above it that it uses."""
    source = inspect.getsource(plugin_examples)
    start = source.index(f"@hookimpl\ndef {name}(")
    end = source.find("\n\n\n", start)
    implementation = source[start : end if end > 0 else None].rstrip()
    before = source[:start].rstrip().rpartition("\n\n\n")[2]
    uses_it = before.startswith(("def ", "@fragment")) and function_name(before) in implementation
    return dedent(f"{before}\n\n\n{implementation}" if uses_it else implementation)


def function_name(source):
    """Return the name of the function in a source."""
    return source.partition("def ")[2].partition("(")[0]
