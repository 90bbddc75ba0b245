"""The manifest of a plugin."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)
# What operators give and nobody is shown.
SECRET_NAME = re.compile("key|token|secret|password", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PluginSetting:
    """A setting that an operator may give in the environment.

    The variable is `PLUGIN_<NAME OF THE PLUGIN>_<NAME>`. The validators are Django's, or raise
    ValidationError as they do. An invalid value is reported, and the default is used.
    """

    name: str
    type: type[str] | type[int] | type[float] | type[bool] | type[list]
    default: Any
    help: str
    validators: Sequence[Callable[[Any], object]] = ()

    @property
    def is_secret(self) -> bool:
        """Return whether its value is never shown, by its name."""
        return SECRET_NAME.search(self.name) is not None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The name of a plugin, its parts and compatibility.

    `name` is that of the entry point. `app` is the dotted path of its Django app, `hooks` of the
    module with its hook implementations (imported once all apps are ready). `hook_versions` are by
    hook the versions that it was tried with. The plugin's version is that of its package.
    """

    name: str
    app: str
    hooks: str
    hook_versions: Mapping[str, int | Collection[int]] = field(default_factory=dict)
    settings: Collection[PluginSetting] = ()
    title: str = ""
    description: str = ""

    def versions_of(self, hook: str) -> Collection[int]:
        """Return the versions of a hook that it was tried with."""
        versions = self.hook_versions.get(hook, ())
        return (versions,) if isinstance(versions, int) else versions
