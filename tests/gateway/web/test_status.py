"""What the gateway wrote about itself, read without trust in its shape."""

import json

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.records import Cell
from stoep_gateway.web.ports import Closed, Policy
from stoep_gateway.web.status import parse
from stoep_protocol.description import to_json
from support.own_profiles import own

_WINDOWS = {
    "closed_until_s": 1_000_800,
    "closed": 8,
    "released": 5,
    "suppressed": 3,
    "budget": 0,
    "no_data": 0,
    "restore": 0,
}
_TOLD = {
    "written_s": 1_001_000,
    "policy": {"k": 10, "window_s": 900, "cell_size_m": 500},
    "devices": [
        {
            "name": "strand-1",
            "profile": "people",
            "send_s": 60,
            "seen_s": 1_000_990,
            "cell": {"x_m": 79250, "y_m": 457250, "size_m": 500},
            "windows": _WINDOWS,
        },
        {"name": "tuin-1", "profile": "soil", "send_s": 3600, "seen_s": None, "cell": None, "windows": None},
    ],
    "accounts": {
        "lives": [
            {
                "kept": 10,
                "rejected": {"range": 1, "order": 2},
                "dropped": 3,
                "absent": 4,
                "restore": 0,
                "balanced": True,
            },
            {"kept": 20, "rejected": {}, "dropped": 0, "absent": 0, "restore": 5, "balanced": True},
        ],
        "windows": {**_WINDOWS, "balanced": True},
        "backends": [
            {
                "name": "stad",
                "configured": False,
                "released": 30,
                "delivered": 20,
                "pending": 4,
                "expired": 0,
                "dead": 1,
                "withheld": {"no time": 5},
                "balanced": True,
            }
        ],
        "balanced": True,
    },
}


def test_devices_come_with_their_place_and_what_they_announced() -> None:
    told = parse(json.dumps(_TOLD))
    assert told is not None
    beach, garden = told.devices
    assert beach.cell == Cell(x_m=79250, y_m=457250, size_m=500)
    assert (beach.send_s, beach.seen_s) == (60, 1_000_990)
    assert (garden.cell, garden.seen_s) == (None, None)


def test_closed_windows_reach_back_from_their_end_by_their_number() -> None:
    told = parse(json.dumps(_TOLD))
    assert told is not None
    assert told.closed == {
        "strand-1": Closed(from_s=1_000_800 - 4 * 900, until_s=1_000_800, window_s=900, all_below=True)
    }


def test_a_place_that_also_missed_measurements_does_not_claim_that_all_hidden_windows_stayed_below_k() -> None:
    devices = [{**_TOLD["devices"][0], "windows": {**_WINDOWS, "no_data": 1}}]  # type: ignore[index]
    told = parse(json.dumps({**_TOLD, "devices": devices}))
    assert told is not None
    assert not told.closed["strand-1"].all_below


def test_accounts_are_added_up_over_lives_and_reasons() -> None:
    told = parse(json.dumps(_TOLD))
    assert told is not None
    status = told.status
    assert status.policy == Policy(k=10, window_s=900, cell_size_m=500)
    assert status.rows is not None
    assert (status.rows.kept, status.rows.rejected, status.rows.dropped, status.rows.absent) == (30, 3, 3, 4)
    assert status.windows is not None
    assert (status.windows.released, status.windows.suppressed, status.windows.other) == (5, 3, 0)
    (backend,) = status.backends
    assert (backend.name, backend.configured, backend.withheld, backend.balanced) == ("stad", False, 5, True)
    assert status.balanced is True


def test_before_the_first_commit_there_are_no_accounts_and_that_is_fine() -> None:
    told = parse(json.dumps({**_TOLD, "accounts": None}))
    assert told is not None
    assert (told.status.rows, told.status.windows, told.status.backends, told.status.balanced) == (None, None, (), None)


def test_a_text_that_does_not_say_when_it_was_written_tells_nothing() -> None:
    assert parse("{}") is None
    assert parse("not json") is None
    assert parse("[1]") is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "profile", "columns", "windows", "cell", "closed", "rejected", "balanced", "k"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(
    st.fixed_dictionaries({"written_s": st.just(1)}, optional=dict.fromkeys(("policy", "devices", "accounts"), _JSON))
)
def test_no_shape_of_json_breaks_the_pages(shape: dict[str, object]) -> None:
    assert parse(json.dumps(shape)) is not None


def test_the_columns_of_a_makers_own_profile_are_told() -> None:
    wind = own()
    entry = {"name": "mast-1", "profile": wind.name, "columns": to_json(wind)["columns"]}
    told = parse(json.dumps({**_TOLD, "devices": [entry]}))
    assert told
    assert told.devices[0].columns == wind.columns
