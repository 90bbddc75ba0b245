"""What modules of plugins register with Django: system checks, and receivers of signals."""

import gc
from collections.abc import Sequence
from functools import partial
from typing import Any
from weakref import ReferenceType

from django.conf import settings
from django.core import checks
from django.core.checks.registry import registry
from django.dispatch import Signal

from byline.plugins.problems import handled_fault, text_of


class GuardedCheck:
    """A system check of a plugin: whatever it finds stops no command.

    Unless BYLINE_PLUGINS_STRICT is set, where an error remains one.
    """

    def __init__(self, plugin: str, check: Any) -> None:
        self.plugin, self.check, self.tags = plugin, check, check.tags

    def __call__(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Return what the check finds."""
        found: list[checks.CheckMessage] = []
        with handled_fault(lambda error: found.append(self.failure(text_of(error)))):
            found += map(self.limited, self.check(**kwargs))
        return found

    def limited(self, message: object) -> checks.CheckMessage:
        """Return a message as a warning, if it is more. Raises TypeError where it is none."""
        if not isinstance(message, checks.CheckMessage):
            raise TypeError(f"It returned {text_of(message)}, no message.")
        str(message)  # what fails in it fails here
        if message.is_serious() and not settings.BYLINE_PLUGINS_STRICT:
            return checks.Warning(message.msg, message.hint, message.obj, message.id)
        return message

    def failure(self, reason: str) -> checks.CheckMessage:
        """Return the message about a check that fails."""
        kind = checks.Error if settings.BYLINE_PLUGINS_STRICT else checks.Warning
        return kind(f"A system check of the plugin '{self.plugin}' failed: {reason}")


def guard_checks(plugin: str, package: str) -> None:
    """Guard the system checks that modules of a package have registered."""
    for registered in registered_checks():
        found = checks_of(package, registered)
        registered.difference_update(found)
        registered.update(GuardedCheck(plugin, check) for check in found)


def withdraw(package: str) -> None:
    """Have Django forget the system checks and the receivers of signals of a package."""
    for registered in registered_checks():
        guarded = [check for check in registered if isinstance(check, GuardedCheck)]
        found = [check for check in guarded if is_of(package, check.check)]
        registered.difference_update(found, checks_of(package, registered))
    # There is no list of all signals.
    for signal in [found for found in gc.get_objects() if issubclass(type(found), Signal)]:
        disconnect(signal, package)


def registered_checks() -> tuple[set[Any], set[Any]]:
    """Return the system checks that Django knows, those for deployments apart."""
    return registry.registered_checks, registry.deployment_checks


def checks_of(package: str, registered: set[Any]) -> Sequence[Any]:
    """Return those checks that a package has registered."""
    return [check for check in registered if is_of(package, check)]


def disconnect(signal: Signal, package: str) -> None:
    """Disconnect the receivers of a package from a signal."""
    with signal.lock:
        signal.receivers = [one for one in signal.receivers if not is_of(package, one[1])]
        signal.sender_receivers_cache.clear()


def is_of(package: str, function: Any) -> bool:
    """Return whether a function, or a reference to it, is of a module of a package."""
    while isinstance(function, ReferenceType | partial):
        function = function() if isinstance(function, ReferenceType) else function.func
    module = str(getattr(function, "__module__", ""))
    return module == package or module.startswith(f"{package}.")
