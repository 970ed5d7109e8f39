"""Requests and answers of SensorThings, without a server."""

import pytest

from stoep_gateway.backends.isolate import Group
from stoep_gateway.backends.sensorthings_entities import id_of_link
from stoep_gateway.backends.sensorthings_rows import (
    COMPONENTS,
    StoredRow,
    Stream,
    create_body,
    failed_rows,
    missing,
    stored_rows,
)
from stoep_testing.observations import NOISY, T0_S, reading, window

REQUEST = (Group(rows=(0, 2)), Group(rows=(1,)))


def page(time: str, **fields: object) -> dict[str, object]:
    row = {"phenomenonTime": time, "result": 20.5, **fields}
    return {"value": [{"components": list(row), "dataArray": [list(row.values())]}]}


def test_rows_of_a_datastream_share_a_group_and_carry_identity_and_feature() -> None:
    batch = (reading(1), window(1), reading(2))
    soil = Stream(key="a", datastream_id="d1", feature_id="f")
    streams = {0: soil, 1: Stream(key="b", datastream_id=7, feature_id="f"), 2: soil}
    first, second = create_body(REQUEST, batch=batch, streams=streams)
    assert first["Datastream"] == {"@iot.id": "d1"}
    assert [row[3]["stoep"] for row in first["dataArray"]] == [batch[0].identity, batch[2].identity]
    assert second["Datastream"] == {"@iot.id": 7}
    assert second["dataArray"][0][:3] == ["2026-06-01T00:15:00Z", "2026-06-01T00:30:00Z", 42.0]


def test_a_windows_parameters_tell_how_it_was_made_and_a_readings_only_who_it_is() -> None:
    batch = (reading(1), window(1, provenance=NOISY), reading(2))
    streams = dict.fromkeys(range(3), Stream(key="a", datastream_id=1, feature_id="f"))
    first, second = create_body(REQUEST, batch=batch, streams=streams)
    assert [list(row[3]) for row in first["dataArray"]] == [["stoep"], ["stoep"]]
    [[_, _, _, parameters, _]] = second["dataArray"]
    assert (parameters["stoep"], parameters["epsilon"], parameters["covered_s"]) == (batch[1].identity, 1.0, 840)
    page = {"value": [{"components": COMPONENTS[:4], "dataArray": [row[:4] for row in second["dataArray"]]}]}
    assert missing([1], batch=batch, stored=stored_rows(page)) == []


def test_rows_without_a_link_in_a_201_are_failed_rows() -> None:
    assert failed_rows(["http://x/Observations(1)", "error", "http://x/Observations(2)"], request=REQUEST) == {2}
    assert failed_rows([None, {"error": "no"}, "http://x/Observations('a')"], request=REQUEST) == {0, 2}
    assert failed_rows(["error: locked", "", "http://x/Observations('a')"], request=REQUEST) == {0, 2}


@pytest.mark.parametrize("answer", [[], ["http://x"], {"value": []}, None, "error"])
def test_an_answer_that_does_not_list_the_rows_confirms_nothing(answer: object) -> None:
    with pytest.raises(ValueError, match="each row"):
        failed_rows(answer, request=REQUEST)


@pytest.mark.parametrize(
    "time",
    [
        "2026-06-01T00:10:00Z",
        "2026-06-01T00:10:00+00:00",
        "2026-06-01T02:10:00+02:00",
        "2026-06-01T00:10:00.000250Z",
        "2026-06-01T00:10:00",
        "2026-06-01T00:10:00Z/2026-06-01T00:25:00Z",
    ],
)
def test_the_same_second_is_recognised_in_every_spelling(time: str) -> None:
    stored = stored_rows(page(time))
    assert stored == [StoredRow(identity="", time_s=T0_S + 600, value=20.5)]
    assert missing([0], batch=(reading(1),), stored=stored) == []


def test_an_identity_decides_against_time_and_value() -> None:
    stored = stored_rows(page("2026-06-01T00:10:00Z", parameters={"stoep": "another/1/1/x"}))
    assert missing([0], batch=(reading(1),), stored=stored) == [0]


def test_one_row_without_identity_answers_for_one_row_only() -> None:
    twins = (reading(1, time_s=T0_S), reading(2, time_s=T0_S))
    stored = [StoredRow(identity="", time_s=T0_S, value=20.5)]
    assert missing([0, 1], batch=twins, stored=stored) == [1]


@pytest.mark.parametrize("content", [None, [], {"value": 3}, {"value": [{}]}, page("yesterday"), page("", result="x")])
def test_what_is_not_a_page_of_observations_is_an_error(content: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the contract, texts come from several places
        stored_rows(content)


@pytest.mark.parametrize(
    ("link", "entity_id"),
    [
        ("http://x/v1.1/Things('01a2-bc')", "01a2-bc"),
        ("http://x/v1.1/Things(17)", 17),
        ("http://x/v1.1/Things('it''s')", "it's"),
        ("http://x/v1.1/Things(01a2-bc)", "01a2-bc"),
        ("", None),
        ("http://x/v1.1/Things", None),
    ],
)
def test_the_id_is_read_from_the_link(link: str, entity_id: object) -> None:
    assert id_of_link(link) == entity_id
