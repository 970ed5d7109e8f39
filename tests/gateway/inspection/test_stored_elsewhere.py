"""Rows as they lie in files of a CSV back-end and come from a city's broker."""

from pathlib import Path

import pytest

from stoep_gateway.backends.csv_rows import HEADER, lines
from stoep_gateway.backends.senml import pack
from stoep_gateway.inspection import stored_csv, stored_senml
from stoep_gateway.inspection.stored_csv import CsvFlawError
from stoep_testing.observations import NOISY, reading, window
from support.inspected import CHAINS

BATCH = (reading(1), window(2, provenance=NOISY))


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "observations-2026-06-01.csv").write_bytes(HEADER + lines(BATCH))
    soil, people = stored_csv.rows_of(tmp_path)
    assert (soil.device, soil.window_s, soil.k, soil.place) == ("garden-1", 0, None, (79_250, 457_750, 500))
    assert (people.profile, people.window_s, people.k, people.value) == ("people", 900, 10, 42.0)
    assert people.where == "observations-2026-06-01.csv:3"


@pytest.mark.parametrize("text", [b"a,b\n1,2\n", HEADER + b"x,y,soil,t,not-a-time,0,1,Cel,,,,,,,,,\n"])
def test_somebody_elses_file_is_named_and_not_guessed(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "observations-2026-06-01.csv").write_bytes(text)
    with pytest.raises(CsvFlawError, match=r"observations-2026-06-01\.csv:\d"):
        list(stored_csv.rows_of(tmp_path))


def test_a_pack_is_read_as_it_was_sent() -> None:
    chains = {chain.name: chain for chain in CHAINS}
    payload = pack([window(2, provenance=NOISY)], base_name="stoep/telpunt-pier/")
    (row,) = stored_senml.rows_of(payload, topic="stoep/telpunt-pier/senml", chains=chains)
    assert (row.device, row.profile, row.window_s, row.k) == ("telpunt-pier", "people", 900, 10)
    assert row.place == (79_250, 457_750, 500)


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b'[{"n": "in"}]', b"[1]", b"\xff"])
def test_what_is_no_pack_is_passed_over(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"SenML|JSON|Expecting|decode|value"):
        list(stored_senml.rows_of(payload, topic="x", chains={}))


def test_every_device_of_a_topic_is_heard() -> None:
    assert stored_senml.filter_of("stoep/{device}/senml") == "stoep/+/senml"
    assert stored_senml.filter_of("city/s-{device}") == "city/+"
