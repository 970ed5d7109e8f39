"""Write docs/commands.md from the parsers that the program itself uses: every command with its arguments."""

import argparse
import tomllib
from collections.abc import Iterator
from importlib import import_module

from support.repository import ROOT

PLACE = ROOT / "docs/commands.md"
_HEAD = """\
# Commands

Written by `make reference` from the program itself. Exit codes: 0 fine, 1 findings, 2 wrong use.
Settings are in [configuration](configuration.md).
"""


def commands() -> dict[str, argparse.ArgumentParser]:
    """Parsers by their words, such as "stoep device enroll"; names as in pyproject.toml, whatever is installed."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["stoep.commands"]
    found: dict[str, argparse.ArgumentParser] = {}
    for name, module_name in sorted(points.items()):
        module = import_module(module_name)
        parser = argparse.ArgumentParser(prog=f"stoep {name}", description=module.HELP, add_help=False)
        module.add_arguments(parser)
        found |= {parser.prog: parser} | dict(_below(parser))
    return found


def actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a person can write behind the command, without the choice of a subcommand and without --help."""
    return [
        action
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction) and action.dest != "help"
    ]


def branches(parser: argparse.ArgumentParser) -> "list[argparse._SubParsersAction[argparse.ArgumentParser]]":
    """The choice of a subcommand, if there is one."""
    return [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]


def text() -> str:
    """The whole page."""
    parts = [_HEAD]
    parts += [_command(words, parser=parser) for words, parser in commands().items() if not branches(parser)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _below(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for branch in branches(parser):
        for name, child in branch.choices.items():
            words = f"{parser.prog.split(' [')[0]} {name}"
            child.prog = words
            child.description = child.description or _help(branch, name=name)
            yield words, child
            yield from _below(child)


def _help(branch: "argparse._SubParsersAction[argparse.ArgumentParser]", *, name: str) -> str | None:
    return next((choice.help for choice in branch._choices_actions if choice.dest == name), None)


def _command(words: str, *, parser: argparse.ArgumentParser) -> str:
    lines = [f"## {words}", "", f"{_sentence(parser.description)}"]
    rows = [f"| `{_written(action)}` | {_meaning(action)} |" for action in actions(parser)]
    return "\n".join([*lines, *(["", "| argument | meaning |", "|---|---|", *rows] if rows else [])])


def _written(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return value
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")


def _meaning(action: argparse.Action) -> str:
    needed = " (required)" if action.option_strings and action.required else ""
    choices = f" (one of {', '.join(map(str, action.choices))})" if action.choices else ""
    return _cell((action.help or "") % {"default": action.default}) + choices + needed


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:]}.".replace("..", ".") if text else ""


if __name__ == "__main__":
    PLACE.write_text(text())
