"""The mutants of a module: each is the module with one node of its syntax tree broken."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from mutation.operators import broken, is_unseen
from mutation.targets import EXCUSED, ROOT, Excuse

# What is no code of the module, or is asked before there is a module.
UNSEEN_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "bases"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class Place:
    """Where a node is found in the tree."""

    owner: ast.AST
    field: str
    index: int | None
    # The line on which the statement begins, and whether it runs when the module is imported.
    first: int
    at_import: bool

    @property
    def node(self) -> ast.AST:
        """What is there."""
        found = getattr(self.owner, self.field)
        return found if self.index is None else found[self.index]

    def put(self, node: ast.AST) -> None:
        """Put another node there."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


class Source:
    """A module that is broken."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        # As the module is found in the repository, and by Python.
        self.name = str(path.relative_to(ROOT))
        self.module = self.name.removeprefix("site/").removesuffix(".py").replace("/", ".")
        self.text = path.read_text() if text is None else text
        self.tree = ast.parse(self.text)
        self.imported = {
            alias.asname or alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        self.code = self.compile()

    def compile(self) -> CodeType:
        """Return the code of the module as the tree is now."""
        return compile(self.tree, str(self.path), "exec", dont_inherit=True)

    def mutants(self) -> "list[Mutant]":
        """Return the mutants whose code differs from the module's, by line."""
        found = [
            Mutant(self, place, operator, node)
            for place in [*places(self.tree, self.tree, 0, at_import=True)]
            for operator, node in broken(place.node, place.owner)
            if not (isinstance(node, ast.Name) and node.id in self.imported)
        ]
        return sorted((one for one in found if one.code != self.code), key=lambda one: one.line)


class Mutant:
    """A module with one node broken."""

    def __init__(self, source: Source, place: Place, operator: str, node: ast.AST) -> None:
        self.source = source
        self.place = place
        self.operator = operator
        self.node = ast.copy_location(node, place.node)
        ast.fix_missing_locations(self.node)
        # `places` yields only nodes that have lines, which the type of a node does not say.
        self.line: int = place.node.lineno  # type: ignore[attr-defined]
        self.lines = range(place.first, place.node.end_lineno + 1)  # type: ignore[attr-defined]
        self.change = f"{short(place.node)}  →  {short(self.node)}"
        with self.in_place():
            self.code = source.compile()
        self.at_import = place.at_import or names_outside(self.code) != names_outside(source.code)

    @property
    def excuse(self) -> Excuse | None:
        """Why no test needs to notice it; None where one must."""
        line = self.source.text.splitlines()[self.line - 1].strip()
        for excuse in EXCUSED:
            if (excuse.path, excuse.line) == (self.source.name, line) and excuse.change in str(
                self
            ):
                return excuse
        return None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Break the tree for as long."""
        whole = self.place.node
        self.place.put(self.node)
        try:
            yield
        finally:
            self.place.put(whole)

    def __str__(self) -> str:
        return f"{self.operator}: {self.change}"


def places(node: ast.AST, owner: ast.AST, first: int, *, at_import: bool) -> Iterator[Place]:
    """Yield where something may be broken, below a node."""
    for field, value in ast.iter_fields(node):
        if field in UNSEEN_FIELDS:
            continue
        in_body = isinstance(node, FUNCTIONS) and field == "body"
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or is_unseen(child):
                continue
            starts = child.lineno if isinstance(child, ast.stmt) else first
            within = at_import and not in_body
            if hasattr(child, "lineno"):
                yield Place(node, field, index, starts, within)
            yield from places(child, node, starts, at_import=within)


def names_outside(code: CodeType) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return what the functions in a module take from around them, by name and line.

    Only the code of a function that takes the same can be given to a living one.
    """
    return {key: one.co_freevars for key, one in codes(code).items()}


def codes(code: CodeType) -> dict[tuple[str, int], CodeType]:
    """Return the code of the functions in a module, by name and line."""
    found = {}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found[one.co_qualname, one.co_firstlineno] = one
            found |= codes(one)
    return found


def short(node: ast.AST) -> str:
    """Return a node as source code in one line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:89]}…"
