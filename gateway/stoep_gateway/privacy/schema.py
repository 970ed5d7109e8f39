"""What a device file may say, as JSON Schema (2020-12) over the values as TOML gives them."""

from typing import assert_never

from stoep_gateway.privacy.answers import FOREVER_WORD, UNKNOWN
from stoep_gateway.privacy.facts import Fact, Facts

_UNKNOWN = {"const": UNKNOWN}


def json_schema(facts: Facts) -> dict[str, object]:
    """Every key may be left out, which is the same as "unknown"."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "DEVICE.toml of stoep privacy check",
        "description": "One flat table: what is known of one sensor. A key that is left out is not known.",
        "type": "object",
        "properties": {fact.id: _property(fact, facts=facts) for fact in facts.values()},
        "additionalProperties": False,
    }


def _property(fact: Fact, *, facts: Facts) -> dict[str, object]:
    asked = fact.question or next(screen.title for screen in facts.screens if screen.id == fact.screen)
    return {"description": asked.en, "anyOf": [*_allowed(fact), _UNKNOWN]}


def _allowed(fact: Fact) -> list[dict[str, object]]:
    match fact.type:
        case "choice":
            return [{"enum": [value.id for value in fact.values]}]
        case "set":
            return _sets(fact)
        case "yes-no":
            return [{"type": "boolean"}, {"enum": ["yes", "no"]}]
        case "whole":
            return [{"type": "integer", "minimum": fact.low, "maximum": fact.high}]
        case "number":
            return [{"type": "number", "minimum": fact.low, "maximum": fact.high}]
        case "days":
            return [{"type": "number", "minimum": fact.low, "maximum": fact.high}, {"const": FOREVER_WORD}]
        case "date":
            return [{"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}]
        case "place":
            return [{"type": "string", "minLength": 1, "maxLength": 100}]
        case _:
            assert_never(fact.type)


def _sets(fact: Fact) -> list[dict[str, object]]:
    together = [value.id for value in fact.values if not value.alone]
    alone = [value.id for value in fact.values if value.alone]
    lists: list[dict[str, object]] = [{"type": "array", "items": {"enum": together}, "minItems": 1}]
    return lists + [{"type": "array", "items": {"const": value}, "minItems": 1} for value in alone]
