"""Devices that many people have, with the answers that hold for nearly every one of them: `presets.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.privacy.answers import Answers, AnswerValueError, from_values
from stoep_gateway.privacy.facts import Facts
from stoep_gateway.privacy.toml_tables import Table
from stoep_gateway.privacy.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """answers: what is filled in, at least one, for the asker to confirm."""

    id: str
    name: Words
    answers: Answers


def read_presets(document: Table, *, facts: Facts) -> Mapping[str, Preset]:
    """By id, in the order of the file. RulebookError: file, line, reason."""
    found: dict[str, Preset] = {}
    for table in document.tables("preset"):
        preset = Preset(id=table.name("id"), name=table.words("name"), answers=_answers(table, facts=facts))
        table.done()
        if preset.id in found:
            raise table.error("id", f'the preset "{preset.id}" is there twice: take one out')
        found[preset.id] = preset
    document.done()
    return found


def _answers(table: Table, *, facts: Facts) -> Answers:
    try:
        answers = from_values(table.mapping("answers"), facts=facts)
    except KeyError as error:
        raise table.error("answers", f"answers: there is no fact {error}") from error
    except AnswerValueError as error:
        raise table.error("answers", f"answers: {error}") from error
    if not answers:
        raise table.error("answers", "answers: a preset fills in at least one answer")
    return answers
