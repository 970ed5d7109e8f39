"""What the gateway wrote about itself, read without trust in its shape."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Cell
from stoep_gateway.web.ports import Closed, Ledger, Policy, Verified
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
        "windows": {**_WINDOWS, "budget": 2, "balanced": True},
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
    assert told.closed == {"strand-1": Closed(from_s=1_000_800 - 4 * 900, until_s=1_000_800, all_below=True)}


def test_closed_windows_reach_back_over_the_night_and_over_a_change_of_policy() -> None:
    midnight_s = 20_000 * DAY_S
    changes = [
        {"from_s": None, "k": 10, "window_s": 3600},
        {"from_s": midnight_s, "k": 10, "window_s": 900, "night_h": 4},
    ]
    windows = {**_WINDOWS, "closed_until_s": midnight_s + 5 * 3600, "closed": 2 * (4 + 1 + 2)}
    devices = [{"name": "strand-1", "profile": "people", "windows": windows}]
    told = parse(json.dumps({**_TOLD, "changes": changes, "devices": devices}))
    assert told is not None
    assert told.closed["strand-1"].from_s == midnight_s - 2 * 3600


def test_a_place_that_also_missed_measurements_does_not_claim_that_all_hidden_windows_stayed_below_k() -> None:
    devices = [{**_TOLD["devices"][0], "windows": {**_WINDOWS, "no_data": 1}}]  # type: ignore[index]
    told = parse(json.dumps({**_TOLD, "devices": devices}))
    assert told is not None
    assert not told.closed["strand-1"].all_below


def test_accounts_are_added_up_over_lives_and_reasons() -> None:
    told = parse(json.dumps(_TOLD))
    assert told is not None
    status = told.status
    assert status.policy == Policy(k=10, window_s=900)
    assert status.cell_size_m == 500
    assert status.rows is not None
    assert (status.rows.kept, status.rows.rejected, status.rows.dropped, status.rows.absent) == (30, 3, 3, 4)
    assert status.windows is not None
    assert (status.windows.released, status.windows.suppressed, status.windows.budget) == (5, 3, 2)
    (backend,) = status.backends
    assert (backend.name, backend.configured, backend.withheld, backend.balanced) == ("stad", False, 5, True)
    assert status.balanced is True


def test_policies_tell_which_one_holds_when_it_was_written_and_what_comes() -> None:
    noise = {"k": 10, "window_s": 900, "night_h": 4, "epsilon": "0.5", "contribution": 2, "cap": "40.5", "rounding": 5}
    changes = [{"from_s": 2_000_000, **noise}, {"from_s": None, "k": 5, "window_s": 900, "epsilon": ""}]
    told = parse(json.dumps({**_TOLD, "changes": changes}))
    assert told is not None
    first, coming = told.status.policies
    assert (first.k, first.epsilon, first.from_s, first.scale) == (5, None, 0, None)
    assert told.status.policy == first
    assert (coming.from_s, coming.epsilon, coming.cap) == (2_000_000, Fraction(1, 2), Fraction(81, 2))
    assert (coming.scale, coming.per_crossing, coming.rounding) == (4, Fraction(1, 4), 5)


def test_a_policy_whose_windows_fit_no_day_is_not_told() -> None:
    told = parse(json.dumps({**_TOLD, "changes": [{"k": 1, "window_s": 7}, {"k": 1, "window_s": 7200, "night_h": 3}]}))
    assert told is not None
    assert [policy.window_s for policy in told.status.policies] == [900]


def test_the_ledger_is_told_with_its_last_verification() -> None:
    verified = {"at_s": 1_000_000, "rows": 70, "findings": 1, "anchor": False}
    ledger = {"index": 100_071, "hash": "9f2c", "rows": 71, "shut": True, "verified": verified}
    told = parse(json.dumps({**_TOLD, "ledger": ledger}))
    assert told is not None
    assert told.status.ledger == Ledger(
        index=100_071,
        hash="9f2c",
        rows=71,
        is_shut=True,
        verified=Verified(at_s=1_000_000, rows=70, findings=1, anchor=False),
    )


def test_a_counting_place_tells_what_became_of_its_windows_and_what_it_spent_today() -> None:
    devices = [{**_TOLD["devices"][0], "windows": {**_WINDOWS, "spent": "12.5"}}]  # type: ignore[index]
    told = parse(json.dumps({**_TOLD, "devices": devices}))
    assert told is not None
    (place,) = told.status.places
    assert (place.name, place.windows.released, place.windows.suppressed) == ("strand-1", 5, 3)
    assert place.spent == Fraction(25, 2)


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
            st.sampled_from(
                [
                    *("name", "profile", "columns", "windows", "cell", "closed", "rejected", "balanced"),
                    *("k", "window_s", "night_h", "epsilon", "from_s", "verified", "anchor", "rows"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(
    st.fixed_dictionaries(
        {"written_s": st.just(1)}, optional=dict.fromkeys(("policy", "changes", "ledger", "devices", "accounts"), _JSON)
    )
)
def test_no_shape_of_json_breaks_the_pages(shape: dict[str, object]) -> None:
    assert parse(json.dumps(shape)) is not None


def test_the_columns_of_a_makers_own_profile_are_told() -> None:
    wind = own()
    entry = {"name": "mast-1", "profile": wind.name, "columns": to_json(wind)["columns"]}
    told = parse(json.dumps({**_TOLD, "devices": [entry]}))
    assert told
    assert told.devices[0].columns == wind.columns
