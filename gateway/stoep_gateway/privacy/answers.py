"""What somebody said about one sensor: a flat TOML file whose keys are ids of facts. Read strictly, written back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from stoep_gateway.config.lines import line_of
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.facts import FOREVER, Answer, Fact, Facts
from stoep_gateway.privacy.toml_tables import RulebookError, one_line, parsed, suggest

if TYPE_CHECKING:
    from stoep_gateway.privacy.rulebook import Rulebook

UNKNOWN = "unknown"
FOREVER_WORD = "forever"

_TEXT_MAX = 100_000  # characters; the longest true file has some 2,000
_PLACE_MAX = 100
_SHOWN_MAX = 10**15
_YES_NO: Mapping[object, bool] = {"yes": True, "no": False}


class AnswerError(ConfigError):
    """One line: file, line, key, what is wrong and what is allowed."""


class AnswerValueError(ValueError):
    """What is wrong with one answer, and what is allowed, without where it stands."""


@dataclass(frozen=True, slots=True)
class Answers(Mapping[str, Answer]):
    """By fact, in the order of the questionnaire. What is not known is not there.

    unsure: what was said not to be known, in that order. No verdict and no comparison rests on it.
    """

    by_fact: Mapping[str, Answer]
    unsure: tuple[str, ...] = field(default=(), compare=False)

    def __getitem__(self, fact: str) -> Answer:
        return self.by_fact[fact]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_fact)

    def __len__(self) -> int:
        return len(self.by_fact)


NO_ANSWERS = Answers({})


def read(text: str, *, name: str, rulebook: "Rulebook") -> Answers:
    """Of a device file. name: what messages call it. AnswerError."""
    if len(text) > _TEXT_MAX:
        raise AnswerError(f"{name}:1: longer than {_TEXT_MAX} characters: this is no file of answers")
    try:
        document = parsed(text, name=name)
    except RulebookError as error:
        raise AnswerError(str(error)) from error
    for key, value in document.items():
        where = f"{name}:{line_of(text, section='', key=key)}: {one_line(key[:64])}"
        if key not in rulebook.facts:
            raise AnswerError(f"{where}: unknown key{_nearest(key, rulebook.facts)}")
        try:
            read_answer(rulebook.facts[key], value)
        except AnswerValueError as flaw:
            raise AnswerError(f"{where}: {flaw}") from flaw
    return from_values(document, facts=rulebook.facts)


def from_values(values: Mapping[str, object], *, facts: Facts) -> Answers:
    """Of values as TOML gives them. AnswerValueError; KeyError for a fact that is not there."""
    return of_read({key: read_answer(facts[key], value) for key, value in values.items()}, facts=facts)


def of_read(values: Mapping[str, Answer | None], *, facts: Facts) -> Answers:
    """None: said not to be known."""
    known = {key: answer for key, answer in values.items() if answer is not None}
    return ordered(known, facts=facts, unsure=values.keys() - known.keys())


def ordered(answers: Mapping[str, Answer], *, facts: Facts, unsure: Collection[str] = ()) -> Answers:
    """The same, as the questionnaire asks."""
    return Answers(
        {key: answers[key] for key in facts if key in answers},
        unsure=tuple(key for key in facts if key in unsure),
    )


def write(answers: Mapping[str, Answer], *, unsure: Collection[str] = ()) -> str:
    """The device file that says them. unsure: what it says not to be known."""
    said = {key: _written(answer) for key, answer in answers.items()}
    said |= {key: _quoted(UNKNOWN) for key in unsure}
    return "".join(f"{key} = {written}\n" for key, written in said.items())


def read_answer(fact: Fact, value: object) -> Answer | None:
    """Of a value as TOML gives it; None: not known. AnswerValueError."""
    if value == UNKNOWN:
        return None
    match fact.type:
        case "choice":
            if not isinstance(value, str) or fact.value(value) is None:
                raise _flaw(value, allowed=f"one of {', '.join(each.id for each in fact.values)}")
            return value
        case "set":
            return _set(fact, value)
        case "yes-no":
            if type(value) is bool:
                return value
            if not isinstance(value, str) or value not in _YES_NO:
                raise _flaw(value, allowed="true or false")
            return _YES_NO[value]
        case "whole" | "number" | "days":
            return _number(fact, value)
        case "date":
            return _day(value)
        case "place":
            if not isinstance(value, str) or not value.strip() or len(value) > _PLACE_MAX or not value.isprintable():
                raise _flaw(
                    value, allowed='the name or the CBS code of a municipality, such as "Amsterdam" or "GM0363"'
                )
            return value.strip()


def _set(fact: Fact, value: object) -> frozenset[str]:
    known = [each.id for each in fact.values]
    if not isinstance(value, list) or not value:
        raise _flaw(value, allowed=f'a list such as ["{_usual(fact)}"], of {", ".join(known)}')
    for each in value:
        if each not in known:
            if each == UNKNOWN:
                raise AnswerValueError(f'"{UNKNOWN}" stands alone, without brackets: {fact.id} = "{UNKNOWN}"')
            raise _flaw(each, allowed=f"each one of {', '.join(known)}")
    found = frozenset(value)
    for each in fact.values:
        if each.alone and each.id in found and len(found) > 1:
            raise AnswerValueError(
                f'"{each.id}" excludes every other value: write ["{each.id}"] alone, or leave it out'
            )
    return found


def _usual(fact: Fact) -> str:
    return next((each.id for each in fact.values if not each.alone), fact.values[0].id)


def _number(fact: Fact, value: object) -> int | float:
    if fact.type == "days" and value == FOREVER_WORD:
        return FOREVER
    word = "a whole number" if fact.type == "whole" else "a number"
    or_forever = f', or "{FOREVER_WORD}"' if fact.type == "days" else ""
    allowed = f"{word} from {fact.low} to {fact.high}{or_forever}"
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _flaw(value, allowed=allowed)
    if not fact.low <= value <= fact.high or (fact.type == "whole" and not isinstance(value, int)):
        raise _flaw(value, allowed=allowed)
    return value


def _day(value: object) -> date:
    allowed = 'a date such as "2026-11-24"'
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or len(value) != len("2026-11-24"):
        raise _flaw(value, allowed=allowed)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _flaw(value, allowed=allowed) from error


def _flaw(value: object, *, allowed: str) -> AnswerValueError:
    return AnswerValueError(f'{_shown(value)}: must be {allowed}, or "{UNKNOWN}"')


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value[:64]}"' if value.isprintable() else "a text with characters that cannot be shown"
    if isinstance(value, list | dict):
        return "an empty list" if value == [] else f"a {'list' if isinstance(value, list) else 'table'}"
    if isinstance(value, int) and abs(value) >= _SHOWN_MAX:  # Python writes no number of thousands of digits
        return "a number that is far too large"
    return str(value)[:64]


def _nearest(key: str, facts: Facts) -> str:
    found = suggest(key, tuple(facts))
    return found if "did you mean" in found else ": stoep privacy check --schema lists the keys"


def _written(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, frozenset):
        return f"[{', '.join(_quoted(each) for each in sorted(answer))}]"
    if isinstance(answer, date):
        return _quoted(answer.isoformat())
    if isinstance(answer, str):
        return _quoted(answer)
    return _quoted(FOREVER_WORD) if answer == FOREVER else repr(answer)


def _quoted(text: str) -> str:
    """As a basic string of TOML: printable, so only these two need a backslash."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
