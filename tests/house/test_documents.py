"""What the documents say exists: commands, options, settings, make targets, links."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import reference
from support.repository import ROOT

PAGES = tuple(
    sorted(
        path
        for path in ROOT.rglob("*.md")
        if not any(part[0] == "." or part == "typings" for part in path.relative_to(ROOT).parts)
    )
)
COMMANDS = reference.commands()
ROOMS_WITH_OPTIONS = (ROOT / "gateway/stoep_gateway/backends", ROOT / "gateway/stoep_gateway/analyst")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def code(page: Path) -> Iterator[str]:
    """Lines of code blocks, and what stands in backticks."""
    fenced = False
    for line in page.read_text().splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            yield line.strip().removeprefix("$ ")
        else:
            yield from re.findall(r"`([^`]+)`", line)


def calls(page: Path, program: str) -> Iterator[list[str]]:
    """The words behind `program`, wherever code starts with it."""
    for line in code(page):
        match = re.match(rf"(?:\S*/)?{program} (.+)", re.split(r" [|#]|&&|;", line)[0])
        if match:
            yield shlex.split(match[1].removesuffix("\\"))


def faults(words: list[str]) -> list[str]:
    """What is wrong with `stoep WORDS`: an unknown command or option. Words in capitals stand for anything."""
    place = "stoep"
    while words and f"{place} {words[0]}" in COMMANDS:
        place = f"{place} {words.pop(0)}"
    if place == "stoep":
        return [] if words[:1] in (["--version"], ["--help"]) else [f"no command {' '.join(words)}"]
    if reference.branches(COMMANDS[place]) and words[:1] and not words[0].startswith("-"):
        return [f"{place} has no {words[0]}"]
    known = {option for action in reference.actions(COMMANDS[place]) for option in action.option_strings} | {"--help"}
    return [f"{place} has no {word}" for word in words if word.startswith("--") and word.split("=")[0] not in known]


def headings(page: Path) -> set[str]:
    """Anchors as forges make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_in_a_document_exist(page: Path) -> None:
    assert [fault for words in calls(page, "stoep") if words[0].isascii() for fault in faults(words)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_make_targets_in_a_document_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {word for words in calls(page, "make") for word in words if re.fullmatch(r"[a-z-]+", word)}
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_in_a_document_lead_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        place = (page.parent / target) if target else page
        if not place.exists() or (anchor and anchor not in headings(place)):
            broken.append(link)
    assert broken == []


def test_the_page_of_commands_says_what_the_program_does() -> None:
    assert reference.PLACE.read_text() == reference.text(), "write it anew: make reference"


def test_every_argument_of_a_command_says_what_it_means() -> None:
    silent = [
        f"{words} {action.dest}"
        for words, parser in COMMANDS.items()
        for action in reference.actions(parser)
        if not action.help
    ]
    assert silent == []


def test_every_setting_of_a_back_end_or_channel_is_documented() -> None:
    documented = "\n".join(page.read_text() for page in PAGES)
    keys = {
        node.args[0].value
        for room in ROOMS_WITH_OPTIONS
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "options"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert [key for key in sorted(map(str, keys)) if f"`{key}`" not in documented] == []


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [listed] = re.findall(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert set(listed.split()) == set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("device enrol NAME", "stoep device has no"),
        ("init --colour", "stoep init has no --colour"),
        ("dance", "no command dance"),
    ],
)
def test_a_command_that_does_not_exist_is_found(written: str, wrong: str) -> None:
    assert any(fault.startswith(wrong) for fault in faults(written.split()))
