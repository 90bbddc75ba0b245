"""The mutation operators, which change a node of the syntax tree.

Named as in the literature (statement deletion, operand dropped, naked receiver …). They leave out
what tests cannot observe: annotations, decorators, docstrings, logging, texts for users.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any

type Broken = Iterator[tuple[str, ast.AST]]

COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OTHER_BOOLEAN: dict[type[ast.boolop], type[ast.boolop]] = {ast.And: ast.Or, ast.Or: ast.And}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
CONDITIONAL = (ast.If, ast.While, ast.IfExp)
STATEMENTS = (ast.Delete, ast.Raise, ast.AugAssign, ast.Continue, ast.Break)
# Calls and keywords that no test can see.
UNSEEN_CALLS = {"ContextVar", "cast", "getLogger", "gettext", "gettext_lazy", "_"}
UNSEEN_KEYWORDS = {"daemon", "dispatch_uid", "help_text", "verbose_name", "verbose_name_plural"}
UNSEEN_NAMES = {"__all__", "__slots__", "logger"}
UNSEEN_ERRORS = {"AssertionError", "NotImplementedError"}


def is_unseen(node: ast.AST) -> bool:
    """Return whether a node is left out with all below it."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.TypeAlias() | ast.Assert() | ast.pattern():
            unseen = True
        case ast.Expr(value=ast.Constant()):  # a docstring
            unseen = True
        case ast.If(test=ast.Name("TYPE_CHECKING")) | ast.ClassDef(name="Meta"):
            unseen = True
        case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
            unseen = name in UNSEEN_NAMES or (name.isupper() and is_number(node.value))
        case ast.Assign(targets=[ast.Tuple()], value=ast.Tuple(elts=parts)):
            unseen = all(map(is_number, parts))
        case ast.Raise(exc=ast.Call(func=ast.Name(name)) | ast.Name(name)):
            unseen = name in UNSEEN_ERRORS
        case ast.Call(func=ast.Attribute(value=ast.Name("logger"))):
            unseen = True
        case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name)):
            unseen = name in UNSEEN_CALLS
        case ast.keyword(arg=name):
            unseen = name in UNSEEN_KEYWORDS
        case _:  # targets of assignments and deletions
            unseen = not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    return unseen


def is_number(node: ast.AST | None) -> bool:
    """Return whether a constant is a number, as a size or a timeout."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def broken(node: ast.AST, parent: ast.AST) -> Broken:
    """Yield the mutations of a node, each with the name of the operator."""
    match node:
        case ast.Constant(value=value):
            yield from constants(value, parent)
        case ast.Tuple() if not is_series(node, parent):
            pass
        case ast.Return(value=None | ast.Constant(value=None)) if ends(node, parent):
            pass
        case ast.stmt():
            yield from statements(node)
        case _ if breaker := BREAKERS.get(type(node)):
            yield from breaker(node)
    if isinstance(parent, CONDITIONAL) and node is parent.test and is_plain(node):
        yield "condition negated", ast.UnaryOp(ast.Not(), node)
    if isinstance(parent, ast.comprehension) and node in parent.ifs:
        yield "condition removed", ast.Constant(value=True)


def ends(node: ast.stmt, function: ast.AST) -> bool:
    """Return whether a statement is the last of a function, which then returns None."""
    return isinstance(function, ast.FunctionDef) and function.body[-1] is node


def is_plain(condition: ast.AST) -> bool:
    """Return whether no other operator negates a condition."""
    return not isinstance(condition, ast.Compare | ast.UnaryOp | ast.BoolOp | ast.Constant)


def is_series(node: ast.Tuple, parent: ast.AST) -> bool:
    """Return whether a tuple is a list of items, from which one can be dropped."""
    if isinstance(parent, ast.Assign | ast.AnnAssign):
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        return isinstance(target, ast.Name) and target.id.isupper() and len(node.elts) > 1
    return isinstance(parent, ast.For | ast.comprehension | ast.ExceptHandler)


def elements(node: ast.List | ast.Set | ast.Tuple) -> Broken:
    """Drop each element of a display."""
    for n in range(len(node.elts)):
        rest = [*node.elts[:n], *node.elts[n + 1 :]]
        if not isinstance(node, ast.Set):
            yield "element dropped", type(node)(rest, ast.Load())
        elif rest:
            yield "element dropped", ast.Set(rest)


def entries(node: ast.Dict) -> Broken:
    """Drop each entry of a dictionary."""
    for n in range(len(node.keys)):
        keys, values = [*node.keys], [*node.values]
        del keys[n], values[n]
        yield "element dropped", ast.Dict(keys, values)


def booleans(node: ast.BoolOp) -> Broken:
    """Swap `and` and `or`, and drop each operand."""
    yield "boolean operator swapped", ast.BoolOp(OTHER_BOOLEAN[type(node.op)](), node.values)
    for n in range(len(node.values)):
        rest = [*node.values[:n], *node.values[n + 1 :]]
        yield "operand dropped", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def unary(node: ast.UnaryOp) -> Broken:
    """Remove a `not`, a `~` or a sign."""
    yield "unary operator removed", node.operand


def comparisons(node: ast.Compare) -> Broken:
    """Replace each operator of a comparison."""
    for n, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops[:n], other(), *node.ops[n + 1 :]]
            yield "comparison replaced", ast.Compare(node.left, ops, node.comparators)


def arithmetic(node: ast.BinOp) -> Broken:
    """Replace an arithmetic operator; drop an operand of `|` and `&`."""
    if any(is_text(side) for side in (node.left, node.right)):
        return
    if other := ARITHMETIC.get(type(node.op)):
        yield "arithmetic operator replaced", ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, ast.BitOr | ast.BitAnd):
        yield "operand dropped", node.left
        yield "operand dropped", node.right


def is_text(node: ast.AST) -> bool:
    """Return whether a node is text, which can only be added."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def constants(value: object, parent: ast.AST) -> Broken:
    """Change a constant, unless it is in a display or a text for users."""
    match value:
        case bool():
            yield "constant changed", ast.Constant(value=not value)
        case int() | float():
            yield "constant changed", ast.Constant(value=value + 1)
        case str() if isinstance(parent, ast.List | ast.Set | ast.Tuple | ast.JoinedStr):
            pass
        case str() if value.startswith("-") and len(value) > 1:
            yield "order reversed", ast.Constant(value=value[1:])
        case str() if not any(letter.isspace() for letter in value):
            yield "constant changed", ast.Constant(value="" if value else "mutant")


def calls(node: ast.Call) -> Broken:
    """Drop an argument, call the opposite function, or replace the call by its receiver."""
    match node.func:
        case ast.Name(name) if name in OPPOSITES:
            other = ast.Name(OPPOSITES[name], ast.Load())
            yield "opposite called", ast.Call(other, node.args, node.keywords)
        case ast.Attribute(value=ast.Call(func=func) as receiver) if is_unlike(func, "super"):
            yield "naked receiver", receiver
        case ast.Attribute(value=ast.Name(name) as receiver) if name.islower():
            yield "naked receiver", receiver
    if takes_fewer(node):
        yield "argument dropped", ast.Call(node.func, node.args[:-1], node.keywords)
    for n, keyword in enumerate(node.keywords):
        if keyword.arg not in UNSEEN_KEYWORDS:
            rest = [*node.keywords[:n], *node.keywords[n + 1 :]]
            yield "argument dropped", ast.Call(node.func, node.args, rest)


def takes_fewer(node: ast.Call) -> bool:
    """Return whether a call may work with one argument less: most functions need all."""
    is_open = len(node.args) > (1 if isinstance(node.func, ast.Attribute) else 2)
    return is_open or any(isinstance(one, ast.Starred) for one in node.args)


def is_unlike(func: ast.AST, name: str) -> bool:
    """Return whether a function is not the one of a name."""
    return not (isinstance(func, ast.Name) and func.id == name)


def statements(node: ast.stmt) -> Broken:
    """Delete a statement with a side effect, return None, drop a case."""
    match node:
        case ast.Return(value=value) if value is not None and not is_none(value):
            yield "return value replaced", ast.Return(ast.Constant(value=None))
        case ast.Return():
            yield "statement deleted", deleted(node)
        case ast.Expr(value=ast.Call() as call) if not is_unseen(call):
            yield "statement deleted", deleted(node)
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "statement deleted", deleted(node)
        case ast.AnnAssign(target=ast.Attribute(), value=ast.expr()):
            yield "statement deleted", deleted(node)
        case ast.Match(subject=subject, cases=cases) if len(cases) > 1:
            for n in range(len(cases)):
                yield "case dropped", ast.Match(subject, [*cases[:n], *cases[n + 1 :]])
        case _ if isinstance(node, STATEMENTS):
            yield "statement deleted", deleted(node)
    if isinstance(node, ast.AugAssign) and (other := ARITHMETIC.get(type(node.op))):
        yield "arithmetic operator replaced", ast.AugAssign(node.target, other(), node.value)


def is_none(node: ast.AST) -> bool:
    """Return whether a node is None."""
    return isinstance(node, ast.Constant) and node.value is None


def deleted(node: ast.stmt) -> ast.stmt:
    """Return the statement under `if False`, so that the scope keeps its names."""
    return ast.If(ast.Constant(value=False), [node], [])


BREAKERS: dict[type[ast.AST], Callable[[Any], Broken]] = {
    ast.BinOp: arithmetic,
    ast.BoolOp: booleans,
    ast.Call: calls,
    ast.Compare: comparisons,
    ast.Dict: entries,
    ast.List: elements,
    ast.Set: elements,
    ast.Tuple: elements,
    ast.UnaryOp: unary,
}
