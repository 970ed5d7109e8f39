"""What one description gives: valid for the programs that read it, from lists that exist, and nothing invented."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from pyld import jsonld

from stoep_gateway.privacy.answers import Answers
from stoep_gateway.privacy.outputs.assessment import assessment
from stoep_gateway.privacy.outputs.dpv import NAMESPACE, dpv_json_ld
from stoep_gateway.privacy.outputs.dtpr import ELEMENTS, data_chain
from stoep_gateway.privacy.outputs.register import register_entry, schema
from stoep_gateway.privacy.outputs.report import papers
from stoep_gateway.privacy.outputs.sign import sign_of
from stoep_gateway.privacy.source import Description
from stoep_gateway.privacy.source_words import PROTECTIONS, TYPES
from stoep_gateway.privacy.words import Words
from support.dpv_terms import DPV_TERMS
from support.told_outputs import example, subject, texts

COUNTER, GARDEN = example("source-people-counter"), example("source-soil-garden")
NOTHING = Description(id="sensor-1")
CAMERA = Description(
    id="deurbel",
    measures=Words("Beelden van het pad.", "Images of the path."),
    kind="camera",
    facts=Answers(
        {
            "operator": "C",
            "captures": frozenset({"image", "sound_recording"}),
            "sees_faces": True,
            "reach": frozenset({"own_ground", "public_space"}),
            "output": "raw",
            "keep_days": 28,
            "shared": "named",
            "ground": "interest_weighed",
            "store": "outside_other",
        }
    ),
)
ALL = (COUNTER, GARDEN, CAMERA, NOTHING)
every = pytest.mark.parametrize("description", ALL, ids=lambda description: description.id)


@every
def test_a_register_entry_keeps_to_its_schema(description: Description) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.Draft202012Validator(schema()).validate(json.loads(json.dumps(register_entry(subject(description)))))


def test_an_entry_has_the_names_of_the_dutch_register_and_a_place_no_finer_than_its_cell() -> None:
    entry = register_entry(subject(COUNTER))
    assert list(entry)[:6] == ["reference", "owner", "type", "regions", "location", "location_description"]
    assert entry["type"] == "Aanwezigheid of nabijheidsensor"
    assert entry["location"] == {"latitude": 52.103, "longitude": 4.274}
    assert entry["active_until"] == "2027-12-31"


@every
def test_dpv_expands_without_a_network_and_knows_each_of_its_terms(description: Description) -> None:
    def load(url: str, options: Mapping[str, object]) -> None:
        raise AssertionError(f"asks for {url}")

    document = dpv_json_ld(subject(description))
    (expanded,) = jsonld.expand(document, {"documentLoader": load})
    assert len(expanded) == len(document) - 1  # all but @context: what a processor does not know it leaves out
    terms = set(re.findall(rf"{re.escape(NAMESPACE)}(\w+)", json.dumps(expanded)))
    assert terms <= DPV_TERMS
    assert "dpv:" not in json.dumps(expanded)


def test_dpv_says_what_kind_of_data_it_is_as_the_check_finds_it() -> None:
    assert dpv_json_ld(subject(CAMERA))["@type"] == "dpv:PersonalDataProcess"
    assert dpv_json_ld(subject(COUNTER))["@type"] == "dpv:NonPersonalDataProcess"
    assert dpv_json_ld(subject(NOTHING))["@type"] == "dpv:Process"


@every
def test_a_data_chain_has_elements_of_the_list_alone(description: Description) -> None:
    chain = data_chain(subject(description))
    elements = chain["elements"]
    assert isinstance(elements, list)
    assert all(element["id"] in ELEMENTS and "{" not in element["label"]["nl"] for element in elements)
    categories = {element["category"] for element in elements}
    assert categories.isdisjoint(chain["open"])  # type: ignore[call-overload]


def test_the_ids_of_the_facts_are_in_the_list() -> None:
    named = {
        *("soil_moisture_sensor", "air_quality", "passive_infrared_sensor", "person_detection", "k_anonymity"),
        *("differential_privacy", "de_identified", "encrypted", "data_retained"),
    }
    assert named <= ELEMENTS.keys()
    assert all(each in ELEMENTS for term in (*TYPES.values(), *PROTECTIONS.values()) for each in term.dtpr)
    source = (files("stoep_gateway.privacy") / "data" / "dtpr.toml").read_text(encoding="utf-8")
    assert "https://github.com/Helpful-Places/dtpr" in source
    assert "CC BY 4.0" in source


def test_a_counter_and_a_garden_have_the_elements_that_one_expects() -> None:
    counter = {element["id"] for element in data_chain(subject(COUNTER))["elements"]}  # type: ignore[attr-defined]
    assert counter >= {"radar", "person_detection", "aggregated", "k_anonymity", "differential_privacy", "institution"}
    garden = {element["id"] for element in data_chain(subject(GARDEN))["elements"]}  # type: ignore[attr-defined]
    assert garden >= {"soil_moisture_sensor", "encrypted", "available_to_3rd_parties", "stored_locally"}


def test_the_assessment_has_13_steps_and_asks_for_what_nobody_said() -> None:
    paper = assessment(subject(COUNTER))
    assert [section.number for section in paper.sections] == [str(number) for number in range(1, 14)]
    assert [section.title.nl for section in paper.sections][::12] == ["Beleidsvraag", "Plan van aanpak"]
    plan = paper.sections[12].lines[-1]
    assert plan.is_open
    assert plan.asks.nl == "Wie doet wat, en wanneer?"


def test_of_a_sensor_of_which_nothing_is_said_nothing_is_told() -> None:
    of = subject(NOTHING)
    for paper, _ in papers(of):
        told = [line for section in paper.sections for line in section.lines if not line.is_open]
        assert [line.label.en for line in told if line.label.en not in ("From the check", "Do a DPIA")] == [] or all(
            line.text.en == of.result.findings[0].reason.en or "rule" in line.text.en or "answer" in line.text.en
            for line in told
        ), paper.name
    entry = register_entry(of)
    assert entry["contains_pi_data"] is None
    assert entry["open"]
    assert [line.label.en for line in sign_of(of).lines if not line.is_open] == ["Your rights"]


def test_a_draft_says_that_it_is_one() -> None:
    found = texts(COUNTER)["impact-draft"]
    assert "Dit is een concept, geen DPIA." in found
    assert "This is a draft, not an impact assessment." in found


def test_what_is_not_met_stands_in_the_assessment_with_what_rests_on_what() -> None:
    of = subject(CAMERA)
    broken = [finding for finding in of.result.findings if finding.counted and finding.verdict == "does-not-meet"]
    assessed = texts(CAMERA)["assessment"]
    assert all(finding.reason.en in assessed and finding.id in assessed for finding in broken)


def test_texts_of_a_description_are_no_html() -> None:
    sly = replace(COUNTER, organisation="<script>alert(1)</script>", contact='"><img src=x>', id="x")
    assert not [name for name, text in texts(sly).items() if "<script>" in text.split("<html")[-1] and "html" in text]
    assert "<img" not in texts(sly)["sign"]


def test_a_date_of_the_description_is_said_in_words_and_for_programs() -> None:
    later = texts(replace(COUNTER, valid_until=date(2028, 2, 29)))
    assert "29 februari 2028" in later["assessment"]
    assert "2028-02-29" in later["register"]
    assert "2028-02-29" in later["dpv"]
