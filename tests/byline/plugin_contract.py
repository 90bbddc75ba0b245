"""Describe the contract of plugins, line by line."""

import inspect
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path

import byline.plugins
from byline import pagecache
from byline.plugins import comments, exports, hookspecs, protocols, testing
from byline.plugins.hookspecs import HOOKS

SNAPSHOT = Path(__file__).with_name("plugin-contract.txt")
# What plugins may import from Byline.
MODULES = (byline.plugins, comments, exports, testing, pagecache)


def lines():
    """Yield a line for each part that a plugin may rely on."""
    for hook in HOOKS.values():
        signature = inspect.signature(getattr(hookspecs, hook.name))
        deprecated = "".join(f", deprecated {version}" for version in hook.deprecated)
        yield f"hook {hook.name} {hook.version}{deprecated}: {signature}"
    for module in MODULES:
        for name in sorted(public_names(module)):
            yield from described(f"{module.__name__}.{name}", getattr(module, name))
    for name in own_names(protocols):
        yield from described(f"{protocols.__name__}.{name}", getattr(protocols, name))


def public_names(module):
    """Return the names that a plugin may import from a module."""
    return getattr(module, "__all__", None) or own_names(module)


def own_names(module):
    """Return the public names that a module defines itself."""
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]


def described(name, value):
    """Yield the lines of a class or function."""
    if is_dataclass(value):
        for field in fields(value):
            optional = field.default is not MISSING or field.default_factory is not MISSING
            yield f"{name}.{field.name}: {field.type}{' (optional)' if optional else ''}"
    elif inspect.isclass(value) and issubclass(value, Enum):
        yield from (f"{name}.{member.name} = {member.value}" for member in value)
    elif inspect.isclass(value):
        for attribute, type_ in inspect.get_annotations(value).items():
            yield f"{name}.{attribute}: {type_}"
        for attribute, member in vars(value).items():
            if isinstance(member, property):
                returned = inspect.signature(member.fget).return_annotation
                yield f"{name}.{attribute}: {returned}"
            elif inspect.isfunction(member) and not attribute.startswith("_"):
                yield f"{name}.{attribute}{inspect.signature(member)}"
    elif inspect.isfunction(value):
        yield f"{name}{inspect.signature(value)}"
    else:
        yield f"{name} {getattr(value, '__value__', '')}".strip()
