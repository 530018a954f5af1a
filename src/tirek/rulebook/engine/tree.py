"""The tree a rule becomes: interned nodes of whole numbers and booleans, the same few operations for every back end.

Values are integers (tenge, counts, hundredths of m2, YYYYMMDD, positions in an enumeration) and booleans. There is no null:
a fact that may be unknown is lowered to two trees of its bounds (see ``lowering``), so a back end never meets one.

====================  =======================================================  ======
op                    args                                                     kind
====================  =======================================================  ======
``lit``               value                                                    both
``fact``              entity, name                                             both
``fact_or``           entity, name, value when it is null                      both
``gap``               parameter without a published value, and its bounds      int
``par`` ``step``      before binding only: a parameter, a step of a rule       both
``date``              before binding only: a date of the moment, shifted       int
``add sub mul``       a, b                                                     int
``floordiv``          a, b (b is proven to be at least 1; floors)              int
``min max``           a, b                                                     int
``lt le eq``          a, b                                                     bool
``and or``            a, b                                                     bool
``not``               a                                                        bool
``when``              condition, a, b                                          of a
``sum``               entity, value, condition                                 int
``count``             entity, condition                                        int
``least greatest``    entity, value, condition, value when no row fits         int
====================  =======================================================  ======
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any
from weakref import WeakValueDictionary

INT64_LOW, INT64_HIGH = -(2**63), 2**63 - 1

AGGREGATES = ("sum", "count", "least", "greatest")
COMPARISONS = ("lt", "le", "eq")


class Node:
    """One interned node. Equal nodes are the same object, so identity is equality and sharing is free.

    Attributes
    ----------
    op : str
        The operation.
    args : tuple
        Nodes and plain values, as the module's table lists them.
    kind : str
        ``int`` or ``bool``.
    inner : tuple of Node
        The nodes among the arguments, in order.
    entity : str or None
        Whose rows the value belongs to: None for a constant, ``family``, or an entity of the family's rows.
    """

    __slots__ = ("__weakref__", "args", "entity", "inner", "kind", "op")

    op: str
    args: tuple[Any, ...]
    inner: tuple[Node, ...]
    kind: str
    entity: str | None

    def __repr__(self) -> str:
        return f"{self.op}({', '.join(map(repr, self.args))})"

    def children(self) -> tuple[Node, ...]:
        """Nodes among the arguments, in order."""
        return self.inner


_interned: WeakValueDictionary[tuple[Any, ...], Node] = WeakValueDictionary()
_interning = RLock()  # a node may be forgotten, and with it others, while one is made


def intern_node(op: str, args: tuple[Any, ...], kind: str, entity: str | None) -> Node:
    """The one node of this operation and these arguments."""
    key = (op, kind, entity, *((id(a), "node") if isinstance(a, Node) else (a, type(a)) for a in args))
    node = _interned.get(key)
    if node is None:
        with _interning:  # another thread may have made it meanwhile
            node = _interned.get(key)
            if node is None:
                node = Node()
                node.op, node.args, node.kind, node.entity = op, args, kind, entity
                node.inner = tuple(arg for arg in args if isinstance(arg, Node))
                _interned[key] = node
    return node


def literal(value: int | bool) -> Node:
    """A constant."""
    return intern_node("lit", (value,), "bool" if isinstance(value, bool) else "int", None)


TRUE, FALSE, ZERO, ONE = literal(True), literal(False), literal(0), literal(1)


def joined_entity(*nodes: Node) -> str | None:
    """Entity of an operation on these nodes.

    Raises
    ------
    ValueError
        If rows of two different entities meet outside an aggregate.
    """
    entities = {node.entity for node in nodes} - {None}
    rows = entities - {"family"}
    if len(rows) > 1:
        raise ValueError(" and ".join(sorted(str(name) for name in rows)))
    return next(iter(rows or entities), None)


_FOLDS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "floordiv": lambda a, b: a // b,
    "min": min,
    "max": max,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
    "when": lambda c, a, b: a if c else b,
}


def build(op: str, *args: Node) -> Node:
    """A node of a pure operation, folded where its arguments allow.

    Examples
    --------
    >>> build("add", literal(2), literal(3))
    lit(5)
    >>> build("and", TRUE, FALSE)
    lit(False)
    """
    if all(arg.op == "lit" for arg in args) and not (op == "floordiv" and args[1].args[0] < 1):
        return literal(_FOLDS[op](*(arg.args[0] for arg in args)))
    simple = _simplified(op, args)
    if simple is not None:
        return simple
    kind = "bool" if op in ("lt", "le", "eq", "and", "or", "not") else args[-1].kind
    return intern_node(op, args, kind, joined_entity(*args))


def _simplified(op: str, args: tuple[Node, ...]) -> Node | None:
    simplify = _SIMPLIFIERS.get(op)
    return simplify(*args) if simplify else None


def _simple_and(a: Node, b: Node) -> Node | None:
    if FALSE in (a, b):
        return FALSE
    if a is TRUE or a is b:
        return b
    return a if b is TRUE else None


def _simple_or(a: Node, b: Node) -> Node | None:
    if TRUE in (a, b):
        return TRUE
    if a is FALSE or a is b:
        return b
    return a if b is FALSE else None


def _simple_when(condition: Node, a: Node, b: Node) -> Node | None:
    if a is b:
        return a
    if condition.op == "lit":
        return a if condition.args[0] else b
    if a is TRUE and b is FALSE:
        return condition
    return None


def _simple_mul(a: Node, b: Node) -> Node | None:
    if ZERO in (a, b):
        return ZERO
    if a is ONE:
        return b
    return a if b is ONE else None


_SIMPLIFIERS: dict[str, Callable[..., Node | None]] = {
    "and": _simple_and,
    "or": _simple_or,
    "when": _simple_when,
    "mul": _simple_mul,
    "not": lambda a: a.args[0] if a.op == "not" else None,
    "add": lambda a, b: b if a is ZERO else (a if b is ZERO else None),
    "sub": lambda a, b: a if b is ZERO else None,
    "floordiv": lambda a, b: a if b is ONE else None,
    "min": lambda a, b: a if a is b else None,
    "max": lambda a, b: a if a is b else None,
}


def aggregate(op: str, entity: str, *args: Node) -> Node:
    """An aggregate over the rows of one entity of the family; its value belongs to the family."""
    return intern_node(op, (entity, *args), "int", "family")


def fact_node(entity: str, name: str, kind: str) -> Node:
    """A fact as a leaf."""
    return intern_node("fact", (entity, name), kind, entity)


def rebuild(node: Node, children: list[Node]) -> Node:
    """The same operation on other children (folded again)."""
    if node.op in AGGREGATES:
        return aggregate(node.op, node.args[0], *children)
    return build(node.op, *children) if children else node


def walk(*roots: Node) -> list[Node]:
    """Every node reachable from the roots, children before parents, each once."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend([(child, False) for child in reversed(node.inner) if child not in seen])
    return order
