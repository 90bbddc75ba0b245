"""The mutants of a module: each has one changed node in its syntax tree."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from mutation.operators import broken, is_unseen
from mutation.targets import EXCUSED, ROOT, Excuse

# No code of the module, or evaluated only when it is defined.
UNSEEN_FIELDS = {"annotation", "returns", "decorator_list", "type_params", "bases"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True)
class NodePosition:
    """The position of a node in the tree."""

    owner: ast.AST
    field: str
    index: int | None
    # The line on which the statement begins, and whether it runs when the module is imported.
    first: int
    at_import: bool

    @property
    def node(self) -> ast.AST:
        """The node at the position."""
        found = getattr(self.owner, self.field)
        return found if self.index is None else found[self.index]

    def put(self, node: ast.AST) -> None:
        """Replace the node."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


class ModuleSource:
    """A module with its syntax tree."""

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        # Its path in the repository, and its dotted name.
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
        """Compile the tree in its current state."""
        return compile(self.tree, str(self.path), "exec", dont_inherit=True)

    def mutants(self) -> "list[Mutant]":
        """Return the mutants whose code differs from the module's, by line."""
        found = [
            Mutant(self, position, operator, node)
            for position in [*positions(self.tree, self.tree, 0, at_import=True)]
            for operator, node in broken(position.node, position.owner)
            if not (isinstance(node, ast.Name) and node.id in self.imported)
        ]
        return sorted((one for one in found if one.code != self.code), key=lambda one: one.line)


class Mutant:
    """A module with one changed node."""

    def __init__(
        self, source: ModuleSource, position: NodePosition, operator: str, node: ast.AST
    ) -> None:
        self.source = source
        self.position = position
        self.operator = operator
        self.node = ast.copy_location(node, position.node)
        ast.fix_missing_locations(self.node)
        # `places` yields only nodes that have lines, which the type of a node does not say.
        self.line: int = position.node.lineno  # type: ignore[attr-defined]
        self.lines = range(position.first, position.node.end_lineno + 1)  # type: ignore[attr-defined]
        self.change = f"{short(position.node)}  →  {short(self.node)}"
        with self.in_place():
            self.code = source.compile()
        self.at_import = position.at_import or names_outside(self.code) != names_outside(
            source.code
        )

    @property
    def excuse(self) -> Excuse | None:
        """The excuse for the mutant, if there is one."""
        line = self.source.text.splitlines()[self.line - 1].strip()
        for excuse in EXCUSED:
            if (excuse.path, excuse.line) == (self.source.name, line) and excuse.change in str(
                self
            ):
                return excuse
        return None

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the node into the tree, and restore it at the end."""
        original = self.position.node
        self.position.put(self.node)
        try:
            yield
        finally:
            self.position.put(original)

    def __str__(self) -> str:
        return f"{self.operator}: {self.change}"


def positions(
    node: ast.AST, owner: ast.AST, first: int, *, at_import: bool
) -> Iterator[NodePosition]:
    """Yield the positions of the nodes below a node that can be changed."""
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
                yield NodePosition(node, field, index, starts, within)
            yield from positions(child, node, starts, at_import=within)


def names_outside(code: CodeType) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the free variables of the functions in a module, by name and line.

    The code of a live function can only be replaced by code with the same free variables.
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
