"""Mutants: the places of a module where a small fault can be planted, and the module with one of them.

What is changed: comparisons, arithmetic, `and` and `or`, `not`, conditions, numbers and truth values, bounds of
slices, returned values, statements. What is not: annotations, decorators, texts, and `strict=` of `zip`, which
asserts what holds anyway.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.MatMult: ast.Mult,
}  # fmt: skip
SKIPPED = {"annotation", "returns", "decorator_list", "bases"}
REMOVABLE = (ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)

Put = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, and its statement (or the statement's head) before and after.

    `number` counts in the module, `same` among equal faults of a function.
    """

    module: str
    function: str
    line: int
    number: int
    before: str
    after: str
    same: int

    @property
    def id(self) -> str:
        """A digest of where and what, the same when lines move."""
        text = "|".join((self.module, self.function, self.before, self.after, str(self.same)))
        return sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class _Swap:
    function: str
    statement: ast.AST
    old: ast.AST
    new: ast.AST
    put: Put


def mutants(module: str, source: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its text."""
    listed: list[Mutant] = []
    counts: dict[tuple[str, str, str], int] = {}
    for number, swap in enumerate(_swaps(ast.parse(source), lambda _: None, ast.Pass(), "")):
        before = _head(swap.statement)
        swap.put(swap.new)
        after = _head(swap.new if swap.old is swap.statement else swap.statement)
        swap.put(swap.old)
        key = swap.function, before, after
        counts[key] = counts.get(key, -1) + 1
        line = getattr(swap.old, "lineno", getattr(swap.statement, "lineno", 0))
        listed.append(Mutant(module, swap.function, line, number, before, after, counts[key]))
    return listed


def planted(source: str, number: int) -> ast.Module:
    """Return the tree of a source with the mutant of that number in it."""
    tree = ast.parse(source)
    for count, swap in enumerate(_swaps(tree, lambda _: None, ast.Pass(), "")):
        if count == number:
            swap.put(swap.new)
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


def _head(statement: ast.AST) -> str:
    """Return a simple statement, or the first line of one that has a body."""
    lines = [line for line in ast.unparse(statement).splitlines() if not line.startswith("@")]
    return lines[0] if getattr(statement, "body", None) else " ".join(" ".join(lines).split())


def _swaps(
    node: ast.AST, put: Put, statement: ast.AST, function: str, *, condition: bool = False
) -> Iterator[_Swap]:
    """Yield what can be put in the place of a node, and then of all that it holds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}" if function else node.name
    statement = node if isinstance(node, ast.stmt) else statement
    for new in _instead(node, condition=condition):
        yield _Swap(function, statement, node, new, put)
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if isinstance(child, ast.AST) and name not in SKIPPED and not _is_left_alone(child):
                inner = _putter(value, place) if isinstance(value, list) else _setter(node, name)
                yield from _swaps(child, inner, statement, function, condition=name in {"test", "ifs"})


def _putter(values: list[Any], place: int) -> Put:
    def put(new: ast.AST) -> None:
        values[place] = new

    return put


def _setter(node: ast.AST, name: str) -> Put:
    return lambda new: setattr(node, name, new)


def _is_left_alone(node: ast.AST) -> bool:
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or (isinstance(node, ast.keyword) and node.arg == "strict")


def _instead(node: ast.AST, *, condition: bool) -> Iterator[ast.AST]:
    """Yield the faults that can be made of one node."""
    if condition and not isinstance(node, ast.Compare | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)
    match node:
        case ast.Compare(left, ops, comparators):
            for place, op in enumerate(ops):
                for other in COMPARISONS[type(op)]:
                    yield ast.Compare(left, [*ops[:place], other(), *ops[place + 1 :]], comparators)
        case ast.BinOp(left, op, right) if type(op) in ARITHMETIC:
            yield ast.BinOp(left, ARITHMETIC[type(op)](), right)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op, operand) if not isinstance(op, ast.UAdd):
            yield operand
        case ast.Constant(value) if isinstance(value, bool):
            yield ast.Constant(not value)
        case ast.Constant(value) if isinstance(value, int | float):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Slice(lower, upper, step):
            if lower is not None:
                yield ast.Slice(None, upper, step)
            if upper is not None:
                yield ast.Slice(lower, None, step)
        case ast.AugAssign(target, op, value) if type(op) in ARITHMETIC:
            yield ast.AugAssign(target, ARITHMETIC[type(op)](), value)
        case ast.Return(value) if value is not None and not _is_none(value):
            yield ast.Return(ast.Constant(None))
    if isinstance(node, REMOVABLE) or _is_act(node):
        yield ast.Pass()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_act(node: ast.AST) -> bool:
    """Tell whether a statement is there for what it does: a call, or what is put into something that is there."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    return isinstance(node, ast.Assign) and all(
        isinstance(t, ast.Subscript | ast.Attribute) for t in node.targets
    )
