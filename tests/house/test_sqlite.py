"""No query of the gateway's leaves a temporary file on a disk."""

import ast
import sqlite3
from pathlib import Path

import pytest

import stoep_gateway

MODULES = sorted(Path(stoep_gateway.__path__[0]).rglob("*.py"))


def calls(module: Path) -> list[str]:
    """What is connected to."""
    found = []
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "sqlite3.connect":
            found.append(ast.unparse(node.args[0]))
    return found


@pytest.mark.parametrize("module", [module for module in MODULES if set(calls(module)) - {"':memory:'"}], ids=str)
def test_whoever_opens_a_database_keeps_temporary_files_in_memory(module: Path) -> None:
    assert 'execute("PRAGMA temp_store = MEMORY")' in module.read_text()


def test_sqlite_obeys() -> None:
    """It may be built to use files all the same. https://sqlite.org/compile.html#temp_store"""
    connection = sqlite3.connect(":memory:")
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    connection.close()
    assert "TEMP_STORE=0" not in options
