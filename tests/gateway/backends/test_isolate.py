"""Bad rows are found whatever a server lets them take down with them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.backends.isolate import Isolation, Request

KINDS = ("row", "group", "request")


class RefusingServer:
    """Stores what it likes; `kind` is what one bad row takes down."""

    def __init__(self, bad: set[int], *, kind: str) -> None:
        self._bad = bad
        self._kind = kind
        self.stored: Counter[int] = Counter()

    def post(self, request: Request) -> set[int] | None:
        rows = {row for group in request for row in group.rows}
        if self._kind == "request" and rows & self._bad:
            return None
        failed: set[int] = set()
        for group in request:
            bad = set(group.rows) & self._bad
            failed |= set(group.rows) if bad and self._kind == "group" else bad
        self.stored.update(rows - failed)
        return failed


def run(isolation: Isolation, server: RefusingServer) -> int:
    requests = 0
    while request := isolation.next_request():
        requests += 1
        failed = server.post(request)
        if failed is None:
            isolation.refused_whole(request)
        else:
            isolation.answered(request, failed=failed)
    return requests


@pytest.mark.parametrize("kind", KINDS)
@given(
    streams=st.lists(st.integers(0, 4), max_size=60),
    bad=st.sets(st.integers(0, 59), max_size=6),
    rows_max=st.integers(1, 30),
)
def test_the_bad_rows_are_named_and_every_other_row_is_stored_once(
    kind: str, streams: list[int], bad: set[int], rows_max: int
) -> None:
    rows = set(range(len(streams)))
    server = RefusingServer(bad, kind=kind)
    isolation = Isolation(dict(enumerate(streams)), rows_max=rows_max)
    run(isolation, server)
    assert isolation.refused == bad & rows
    assert isolation.stored == rows - bad
    assert server.stored == Counter(rows - bad)


def test_one_bad_row_of_a_thousand_costs_few_requests() -> None:
    server = RefusingServer({511}, kind="group")
    assert run(Isolation(dict.fromkeys(range(1000), "one"), rows_max=1000), server) <= 22


def test_rows_worth_another_try_are_sent_as_they_were() -> None:
    isolation = Isolation(dict.fromkeys(range(3), "one"), rows_max=10)
    request = isolation.next_request()
    isolation.answered(request, failed={0, 1, 2}, again={0, 1, 2})
    assert isolation.next_request() == request


def test_a_server_that_stores_nothing_is_barren_after_eight_requests() -> None:
    isolation = Isolation(dict.fromkeys(range(1000), "one"), rows_max=10)
    for number in range(8):
        assert isolation.barren is (number > 8)
        isolation.refused_whole(isolation.next_request())
    assert isolation.barren
