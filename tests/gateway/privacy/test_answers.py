"""A device file: what it may say, how it is refused, and that it comes back as it was."""

import json
import math
import tomllib
from datetime import date

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.answers import NO_ANSWERS, AnswerError, Answers, ordered, read, write
from stoep_gateway.privacy.facts import Answer, Fact
from stoep_gateway.privacy.rulebook import load
from stoep_gateway.privacy.schema import json_schema
from support.repository import ROOT

BOOK = load(ROOT / "tests/support/small_rulebook", on=date(2026, 11, 26))


def answer_of(fact: Fact) -> st.SearchStrategy[Answer]:
    match fact.type:
        case "choice":
            return st.sampled_from([value.id for value in fact.values])
        case "set":
            return st.sets(st.sampled_from([each.id for each in fact.values if not each.alone]), min_size=1).map(
                frozenset
            )
        case "yes-no":
            return st.booleans()
        case "whole":
            return st.integers(fact.low, fact.high)
        case "number":
            return st.floats(fact.low, fact.high)
        case "days":
            return st.one_of(st.floats(fact.low, fact.high), st.integers(fact.low, fact.high), st.just(math.inf))
        case "date":
            return st.dates()
        case "place":
            return st.text(min_size=1, max_size=100).filter(
                lambda text: text.isprintable() and text == text.strip() != "unknown"
            )


ANSWERS = st.fixed_dictionaries({}, optional={fact.id: answer_of(fact) for fact in BOOK.facts.values()})


@given(answers=ANSWERS)
def test_answers_that_are_written_are_read_as_they_were(answers: dict[str, Answer]) -> None:
    said = ordered(answers, facts=BOOK.facts)
    assert read(write(said), name="device.toml", rulebook=BOOK) == said
    assert write(read(write(said), name="device.toml", rulebook=BOOK)) == write(said)


def test_what_is_said_not_to_be_known_comes_back_so() -> None:
    said = read('operator = "H"\ncaptures = "unknown"\n', name="device.toml", rulebook=BOOK)
    assert said.unsure == ("captures",)
    again = read(write(said, unsure=said.unsure), name="device.toml", rulebook=BOOK)
    assert (again, again.unsure) == (said, said.unsure)


def test_unknown_is_the_same_as_left_out() -> None:
    text = "".join(f'{fact} = "unknown"\n' for fact in BOOK.facts)
    assert read(text, name="device.toml", rulebook=BOOK) == read("", name="device.toml", rulebook=BOOK) == NO_ANSWERS


def test_a_file_that_an_editor_on_windows_saved_is_read() -> None:
    found = read('\ufeffoperator = "H"\r\ncaptures = ["image"]\r\n', name="door.toml", rulebook=BOOK)
    assert dict(found) == {"operator": "H", "captures": frozenset({"image"})}


def test_each_type_is_read() -> None:
    text = (
        'operator = "M"\ncaptures = ["image", "environment"]\nsure_fake = "no"\nkeep_days = "forever"\n'
        'min_group = 10\narea = " GM0363 "\nsold_from = 2025-08-01\n'
    )
    wanted: dict[str, Answer] = {
        "operator": "M",
        "captures": frozenset({"image", "environment"}),
        "sure_fake": False,
        "keep_days": math.inf,
        "min_group": 10,
        "area": "GM0363",
        "sold_from": date(2025, 8, 1),
    }
    assert read(text, name="device.toml", rulebook=BOOK) == Answers(wanted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\noprator = "H"', "2: oprator: unknown key, did you mean operator?"),
        ('"a\\nb" = 1', "1: a?b: unknown key: "),
        ("zzz = 1", "1: zzz: unknown key: stoep privacy check --schema lists the keys"),
        ('[operator]\nvalue = "H"', "1: operator: a table: must be one of H, M"),
        ('operator = "X"', '1: operator: "X": must be one of H, M, or "unknown"'),
        ("operator = true", "1: operator: true: must be one of H, M"),
        ('captures = "image"', '1: captures: "image": must be a list such as ["image"]'),
        ("captures = []", "1: captures: an empty list: must be a list such as"),
        ('captures = ["imge"]', '1: captures: "imge": must be each one of nothing_fake, image, environment'),
        ('captures = ["unknown"]', '"unknown" stands alone, without brackets'),
        ("captures = [[1]]", "1: captures: a list: must be each one of"),
        ('captures = ["nothing_fake", "image"]', '"nothing_fake" excludes every other value'),
        ("sure_fake = 1", "1: sure_fake: 1: must be true or false"),
        ('sure_fake = "maybe"', '1: sure_fake: "maybe": must be true or false'),
        ("keep_days = -1", '1: keep_days: -1: must be a number from 0 to 1000, or "forever", or "unknown"'),
        ("keep_days = inf", "1: keep_days: inf: must be a number"),
        ("keep_days = nan", "1: keep_days: nan: must be a number"),
        ("keep_days = true", "1: keep_days: true: must be a number"),
        ('keep_days = "long"', '1: keep_days: "long": must be a number'),
        ("min_group = 9.0", "1: min_group: 9.0: must be a whole number from 0 to 1000"),
        ('area = ""', '1: area: "": must be the name or the CBS code of a municipality'),
        ("area = 363", "1: area: 363: must be the name"),
        ('sold_from = "2025"', '1: sold_from: "2025": must be a date such as "2026-11-24"'),
        ('sold_from = "2025-02-30"', '1: sold_from: "2025-02-30": must be a date'),
        ("sold_from = 2025-08-01T10:00:00", "1: sold_from: 2025-08-01 10:00:00: must be a date"),
        ("operator = H", "1: not TOML: "),
        ('operator = "H"\noperator = "M"', "2: not TOML: "),
        ("x" * 100_001, "1: longer than 100000 characters"),
        ("a = " + "[" * 3000, "not TOML: "),
    ],
)
def test_a_wrong_file_is_refused_with_file_line_key_and_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read(text, name="device.toml", rulebook=BOOK)
    assert str(refused.value).startswith("device.toml:")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        read(text, name="device.toml", rulebook=BOOK)
    except AnswerError as error:
        assert "\n" not in str(error)


SCHEMA = jsonschema.Draft202012Validator(json_schema(BOOK.facts))


@settings(max_examples=40)
@given(answers=ANSWERS)
def test_the_schema_allows_what_the_tool_writes(answers: dict[str, Answer]) -> None:
    SCHEMA.validate(tomllib.loads(write(answers)))


@pytest.mark.parametrize(
    "document",
    [
        '{"operatr": "H"}',
        '{"operator": "X"}',
        '{"captures": []}',
        '{"captures": ["nothing_fake", "image"]}',
        '{"keep_days": -1}',
        '{"min_group": 9.5}',
    ],
)
def test_the_schema_refuses_what_the_tool_refuses(document: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(json.loads(document))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keep_days = " + "9" * 5000, "not TOML: a number has too many digits"),
        ("keep_days = " + "9" * 400, "keep_days: a number that is far too large: must be"),
        ("keep_days = 0x" + "f" * 5000, "keep_days: a number that is far too large: must be"),
        ("a." * 16_000 + "a = 1", "not TOML: more than 200 dots in a line"),
        ('"\\u001b[2J\\n" = 1', "?[2J?: unknown key"),
    ],
)
def test_what_breaks_python_or_a_terminal_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(AnswerError) as refused:
        read(text, name="device.toml", rulebook=BOOK)
    assert str(refused.value).startswith(f"device.toml:1: {said}")
    assert str(refused.value).isprintable()
