"""The manifest of a plugin."""

from dataclasses import dataclass

# Raised at each incompatible change of a hook.
CONTRACT_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The name of a plugin, its version and compatibility.

    `app` is the dotted path of its Django app, `hooks` of the module with its hook
    implementations (imported once all apps are ready), `contract_versions` the versions
    of the contract it was tried with.
    """

    name: str
    version: str
    app: str
    hooks: str
    contract_versions: tuple[int, ...]

    @property
    def fits(self) -> bool:
        """Return whether the plugin works with this Byline."""
        return CONTRACT_VERSION in self.contract_versions
