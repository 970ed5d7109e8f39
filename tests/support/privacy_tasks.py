"""tests/reading/privacy_tasks.toml: what somebody asks of a result of the privacy tool, and what answers it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.privacy.words import LANGUAGES, Language
from support.repository import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """example: a device of examples/privacy. asked; answers: on the page; reported: in the report. By language."""

    example: str
    asked: Mapping[Language, str]
    answers: Mapping[Language, str]
    reported: Mapping[Language, str]


def tasks() -> tuple[Task, ...]:
    """In the order of the file."""
    read = tomllib.loads((ROOT / "tests" / "reading" / "privacy_tasks.toml").read_text(encoding="utf-8"))
    return tuple(
        Task(
            example=result["example"],
            asked={language: each[language] for language in LANGUAGES},
            answers={language: each[f"answer_{language}"] for language in LANGUAGES},
            reported={language: each.get(f"report_{language}", each[f"answer_{language}"]) for language in LANGUAGES},
        )
        for result in read["result"]
        for each in result["task"]
    )
