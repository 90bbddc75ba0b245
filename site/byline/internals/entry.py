"""The type of an entry in the list of internals."""

from typing import NamedTuple


class Internal(NamedTuple):
    """A private or undocumented part of a package, on which code of ours depends."""

    # Dotted path of the module, class or function; of a template or script the name.
    owner: str
    # Its attributes, or text of its source; of a template blocks, variables, or its own.
    names: tuple[str, ...]
    # Our modules, templates and scripts. Each has one of the names, together they have all.
    used_in: tuple[str, ...]
    reason: str
    # What to try when it is changed or gone.
    alternative: str

    @property
    def package(self) -> str:
        """The name of the package in the package index."""
        is_file = "/" in self.owner
        return "wagtail" if is_file else self.owner.partition(".")[0].replace("_", "-")
