"""A copy of the package that counts its work: calls, steps of loops, and the characters and items that they touch.

The clock plays no part. The copy is made from the syntax tree of each module. Every call, loop, slice, search and
concatenation is charged with its size, also those that run in C. What cannot be counted is how a regular expression
goes back over characters: ``python -m tests.patterns`` (part of ``make lint``) looks for those whose steps grow faster
than the characters that they are given.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import importlib.abc
import importlib.machinery
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType, MethodType, ModuleType
from typing import Any

_PACKAGE = "generator"
_TEXTS = (str, bytes)
_SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset)
_FREE = frozenset(
    """len isinstance issubclass getattr hasattr setattr id iter next callable type range enumerate zip reversed super
    property staticmethod classmethod object TypeVar field NamedTuple""".split()
)
_OF_CONTAINERS = frozenset(
    """append add get setdefault discard items keys values clear popleft appendleft popitem move_to_end __getitem__
    __contains__ __setitem__ __len__""".split()
)
"""Methods of lists, sets and mappings whose time does not depend on their size."""


class Work:
    """The counter. The copied modules know it as ``__work__``."""

    def __init__(self) -> None:
        self.done = 0

    def step(self) -> None:
        self.done += 1

    def each(self, values: Any) -> Iterator[Any]:
        """Pass on the values, and count them."""
        for value in values:
            self.done += 1
            yield value

    def made(self, value: Any) -> Any:
        """Pass on a new value, and count its size."""
        self.done += 1 + _size(value)
        return value

    def item(self, container: Any, key: Any) -> Any:
        value = container[key]
        is_copy = isinstance(key, slice) or isinstance(container, re.Match)
        return self.made(value) if is_copy else value

    def within(self, value: Any, container: Any) -> bool:
        """``value in container``, which looks at every item of a list and at every character of a text."""
        found = value in container
        if isinstance(container, _TEXTS):
            self.done += container.find(value) + len(value) if found else len(container)
        elif isinstance(container, (list, tuple)):
            self.done += container.index(value) if found else len(container)
        return found

    def call(self, function: Any, /, *args: Any, **options: Any) -> Any:
        self.done += 1
        if function is map:
            return (self.call(args[0], *values) for values in zip(*args[1:], strict=False))
        if function is filter and args[0] is not None:
            return (value for value in args[1] if self.call(args[0], value))
        owner = getattr(function, "__self__", None)
        if isinstance(owner, re.Pattern):
            return self._pattern(owner, function, args, options)
        result = function(*args, **options)
        self.done += _cost(function, owner, args, options, result)
        return result

    def _pattern(self, pattern: re.Pattern[Any], function: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        name = function.__name__
        if name == "finditer":
            return self._found(pattern, *args, **options)
        result = function(*args, **options)
        text = args[1] if name in ("sub", "subn") else args[0]
        start = args[1] if len(args) > 1 and name in ("match", "fullmatch", "search") else 0
        end = min(args[2], len(text)) if len(args) > 2 and name in ("match", "fullmatch", "search") else len(text)
        if isinstance(result, re.Match):
            self.done += result.end() - start
        elif name != "match" or not start:  # a failed match at a position reads little: the proof is in the pattern
            self.done += max(0, end - start) + _size(result)
        return result

    def _found(self, pattern: re.Pattern[Any], text: Any, start: int = 0, *end: int) -> Iterator[re.Match[Any]]:
        at = start
        for match in pattern.finditer(text, start, *end):
            self.done += 1 + match.end() - at
            at = match.end()
            yield match
        self.done += max(0, min(len(text), *end, len(text)) - at)


def _size(value: Any) -> int:
    return len(value) if isinstance(value, _SIZED) else 0


def _cost(function: Any, owner: Any, args: tuple[Any, ...], options: dict[str, Any], result: Any) -> int:
    """The characters and items that a call touched, apart from what the copied modules count themselves."""
    if isinstance(function, (FunctionType, MethodType, functools._lru_cache_wrapper)):
        if str(getattr(function, "__module__", "")).split(".")[0] == _PACKAGE:
            return 0
    elif isinstance(function, type) and function.__module__.split(".")[0] == _PACKAGE:
        return 0
    name = getattr(function, "__name__", "")
    if name.startswith("bisect"):
        return int(args[0].__len__()).bit_length()
    if owner is None or isinstance(owner, ModuleType):
        return 0 if name in _FREE else sum(map(_size, (*args, *options.values(), result)))
    if isinstance(owner, _TEXTS):
        return _of_text(owner, name, args, result)
    if isinstance(owner, re.Match):
        return _size(result) if name in ("group", "groups", "groupdict", "expand") else 0
    if name in _OF_CONTAINERS or (name == "pop" and (isinstance(owner, (dict, set)) or not args)):
        return 0
    if name in ("extend", "update"):
        return sum(map(_size, args))
    return _size(owner) + sum(map(_size, (*args, *options.values(), result)))


def _of_text(text: Any, name: str, args: tuple[Any, ...], result: Any) -> int:
    first = args[1] if len(args) > 1 and isinstance(args[1], int) else 0
    last = min(args[2], len(text)) if len(args) > 2 and isinstance(args[2], int) else len(text)
    if name in ("find", "index"):
        return int(result) - first + len(args[0]) if result >= 0 else max(0, last - first)
    if name in ("rfind", "rindex"):
        return last - int(result) if result >= 0 else max(0, last - first)
    if name == "count":
        return max(0, last - first)
    if name in ("startswith", "endswith"):
        return sum(map(len, args[0])) if isinstance(args[0], tuple) else len(args[0])
    if name in ("join", "format", "removeprefix", "removesuffix"):
        return _size(result)
    return len(text) + _size(result)


WORK = Work()
builtins.__work__ = WORK  # type: ignore[attr-defined]


class _Counts(ast.NodeTransformer):
    """Rewrites a module so that it counts."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in ("super", "locals", "globals", "vars", "__import__"):
            return node
        return _call("call", node.func, *node.args, keywords=node.keywords)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        return _call("item", node.value, _key(node.slice)) if isinstance(node.ctx, ast.Load) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return _call("made", node) if isinstance(node.op, (ast.Add, ast.Mult, ast.Mod)) else node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        node.value = _call("made", node.value)
        whole = ast.parse(f"isinstance({ast.unparse(node.target)}, (str, bytes, tuple))", mode="eval").body
        then = ast.Expr(_call("made", ast.parse(ast.unparse(node.target), mode="eval").body))
        return [node, ast.If(whole, [then], [])]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                value.value = self.visit(value.value)
        return _call("made", node)

    def visit_List(self, node: ast.List) -> ast.AST:
        self.generic_visit(node)
        starred = any(isinstance(item, ast.Starred) for item in node.elts)
        return _call("made", node) if starred and isinstance(node.ctx, ast.Load) else node

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        self.generic_visit(node)
        starred = any(isinstance(item, ast.Starred) for item in node.elts)
        return _call("made", node) if starred and isinstance(node.ctx, ast.Load) else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            within = _call("within", node.left, node.comparators[0])
            return within if isinstance(node.ops[0], ast.In) else ast.UnaryOp(ast.Not(), within)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call("each", node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call("each", node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_call("step")))
        return node

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.AST:
        self.generic_visit(node)
        node.value = _call("each", node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node


def _call(name: str, *args: ast.expr, keywords: list[ast.keyword] | None = None) -> ast.Call:
    counter = ast.Attribute(ast.Name("__work__", ast.Load()), name, ast.Load())
    return ast.Call(counter, list(args), keywords or [])


def _key(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Slice):
        parts = [part or ast.Constant(None) for part in (node.lower, node.upper, node.step)]
        return ast.Call(ast.Name("slice", ast.Load()), parts, [])
    if isinstance(node, ast.Tuple):
        return ast.Tuple([_key(item) for item in node.elts], ast.Load())
    return node


def compiled(source: str | bytes, path: str) -> Any:
    """The code of a module that counts."""
    tree = ast.fix_missing_locations(_Counts().visit(ast.parse(source, path)))
    return compile(tree, path, "exec", dont_inherit=True)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        return compiled(self.get_data(path), path)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name.split(".")[0] != _PACKAGE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin:
            spec.loader = _Loader(name, spec.origin)
        return spec


_copies: dict[str, ModuleType] = {}


@contextmanager
def _only_copies() -> Iterator[None]:
    """While this is active, ``import`` gives the copies."""
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] == _PACKAGE}
    finder = _Finder()
    for name in kept:
        del sys.modules[name]
    sys.modules |= _copies
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.split(".")[0] == _PACKAGE]:
            _copies[name] = sys.modules.pop(name)
        sys.modules |= kept


def counting(module: str) -> Any:
    """The copy of a module of the package."""
    with _only_copies():
        return importlib.import_module(module)


def counted(work: Callable[[], object]) -> int:
    """The work of a function that uses copied modules."""
    with _only_copies():
        before = WORK.done
        work()
        return WORK.done - before


def clear_caches() -> None:
    """Empty the caches of the copies, so that each run does all of its work."""
    for module in _copies.values():
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()
