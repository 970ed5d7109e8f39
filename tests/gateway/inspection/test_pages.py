"""Pages that anybody may read: devices, gardens and places on them."""

from stoep_gateway.inspection.pages import look_at_pages
from stoep_gateway.inspection.stock import PLACE
from stoep_gateway.inspection.worst import found_in
from support.inspected import CHAINS

WHERE = "http://127.0.0.1:8080"


def test_counters_are_shown_and_gardens_are_not_named() -> None:
    pages = {"/": "<p>telpunt-pier: 42</p>", "/garden": "<p>30 gardens</p>", "/air": "<p>lucht-1</p>"}
    seen = look_at_pages(pages, where=WHERE, chains=CHAINS, has_crowd=False)
    assert found_in(seen.evidence, chain="people")["shared"].value == "public"
    assert found_in(seen.evidence, chain="air")["shared"].value == "public"
    garden = found_in(seen.evidence, chain="soil")
    assert garden["public_name"].value is False
    assert "shared" not in garden
    assert seen.findings == ()


def test_a_garden_that_is_named_for_everybody_is_found() -> None:
    seen = look_at_pages({"/garden": '<a href="/device/tuin-duindoorn">'}, where=WHERE, chains=CHAINS, has_crowd=False)
    garden = found_in(seen.evidence, chain="soil")
    assert (garden["public_name"].value, garden["shared"].value) == (True, "public")
    assert [finding.rule for finding in seen.findings] == [PLACE]


def test_a_point_of_metres_is_found_and_a_drawing_is_none() -> None:
    drawn = "<svg><path d='M 52.11111 4.22222'/></svg>"
    assert look_at_pages({"/": drawn}, where=WHERE, chains=CHAINS, has_crowd=False).findings == ()
    point = look_at_pages({"/": "<p>52.10432, 4.27519</p>"}, where=WHERE, chains=CHAINS, has_crowd=False)
    assert {finding.rule for finding in point.findings} == {PLACE}


def test_nothing_to_read_tells_nothing() -> None:
    seen = look_at_pages({}, where=WHERE, chains=CHAINS, has_crowd=False)
    assert seen.evidence == ()
    assert not seen.looks[0].is_done
