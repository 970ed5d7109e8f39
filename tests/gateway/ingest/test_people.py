"""Counts of people on their way into windows (SPEC §5, §7; design §5)."""

from collections.abc import Callable, Sequence

import pytest

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.records import Provenance
from stoep_gateway.registry.enrolment import successor
from stoep_protocol.extras import Echo, Extras
from stoep_protocol.limits import PEOPLE_FRAME_ROWS
from support.ingest_bench import MASTER, NOON_S, Core, enrolled, people_rows
from support.policies import plain_settings
from support.wire_device import WireDevice

QUARTER_S = 900
Row = tuple[int, tuple[int | None, ...]]


class Street:
    """A counter on the street and its gateway."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.core.now_s = NOON_S + 7 * 86_400
        self.device = WireDevice("street-1", master=MASTER, profile="people", sample_s=60)
        self.life = b"liv1"
        self.next_row = 1
        self.say_hello()

    def say_hello(self) -> None:
        self.core.take(self.device.hello(self.life, extras=self.echo()))

    def echo(self) -> Extras:
        return Extras(None, None, Echo(self.core.epoch, None, None))

    def send(self, rows: Sequence[Row], *, clock: int = 1) -> None:
        for start in range(0, len(rows), PEOPLE_FRAME_ROWS):
            part = rows[start : start + PEOPLE_FRAME_ROWS]
            self.core.take(self.device.rows(self.next_row, part, life=self.life, clock=clock, extras=self.echo()))
            self.next_row += len(part)

    def wiped(self) -> None:
        self.life = b"liv2"
        self.next_row = 1
        self.device = WireDevice("street-1", master=MASTER, profile="people", sample_s=60, session=b"session2")
        self.say_hello()

    def released(self) -> list[tuple[int, str, float]]:
        """(seconds after noon, quantity, value) of every durable window."""
        self.core.commit()
        return [
            (o.time_s - 1_577_836_800 - NOON_S, o.quantity, o.value)
            for o in self.core.observations()
            if o.time_s is not None
        ]


@pytest.fixture
def street(make_core: Callable[..., Core]) -> Street:
    return Street(make_core(enrolled("street-1", profile="people")))


def test_a_window_is_released_when_a_row_ends_at_its_end(street: Street) -> None:
    street.send(people_rows([2] * 14))
    before = street.released()
    street.send(people_rows([2], start_s=NOON_S + 840))
    assert before == []
    assert street.released() == [(0, "in", 30.0)]


def test_a_closed_window_asks_for_a_commit_at_once(street: Street) -> None:
    street.send(people_rows([2] * 14))
    before = street.core.ingest.wants_commit
    street.send(people_rows([2], start_s=NOON_S + 840))
    assert (before, street.core.ingest.wants_commit) == (False, True)


def test_rows_of_an_open_window_are_seen_but_not_settled(street: Street) -> None:
    street.send(people_rows([1] * 20))
    street.core.commit()
    reply = street.core.reply(street.device)
    assert (reply.settled, reply.seen) == (15, 20)


def test_sums_below_k_leave_only_their_number(street: Street) -> None:
    street.send(people_rows([1] * 9 + [0] * 6))
    assert street.released() == []
    windows = street.core.accounts().windows
    assert (windows.closed, windows.released, windows.suppressed) == (2, 0, 2)


def test_k_itself_is_released(street: Street) -> None:
    street.send(people_rows([1] * 10 + [0] * 5))
    assert street.released() == [(0, "in", 10.0)]


def test_a_row_counts_where_its_interval_starts(street: Street) -> None:
    street.send([(NOON_S + 930, (50, 0))])  # from 14:30 to 15:30 past noon: the row before it is unknown
    assert street.released() == [(0, "in", 50.0)]


def test_the_row_before_bounds_the_interval(street: Street) -> None:
    street.send([(NOON_S + 905, (0, 0)), (NOON_S + 930, (50, 0)), (NOON_S + 1800, (0, 0))])
    assert street.released() == [(900, "in", 50.0)]


def test_windows_that_no_row_entered_are_closed_as_no_data(street: Street) -> None:
    street.send(people_rows([1] * 15))
    street.send(people_rows([1] * 15, start_s=NOON_S + 3 * QUARTER_S))
    street.core.commit()
    windows = street.core.accounts().windows
    assert (windows.closed, windows.released, windows.suppressed, windows.no_data) == (8, 2, 2, 4)


def test_a_quantity_that_was_never_measured_is_no_data(street: Street) -> None:
    street.send([(time_s, (count, None)) for time_s, (count, _) in people_rows([1] * 15)])
    street.core.commit()
    windows = street.core.accounts().windows
    assert (windows.released, windows.no_data) == (1, 1)


@pytest.mark.parametrize(
    ("row", "clock", "reason"),
    [
        ((NOON_S + 700, (50, 0)), 0, "no time"),
        ((NOON_S + 300, (50, 0)), 1, "order"),
        ((NOON_S + 7 * 86_400 + 121, (50, 0)), 1, "ahead"),
        ((NOON_S + 361, (60_001, 0)), 1, "range"),
        ((NOON_S + 361, (None, None)), 1, "no values"),
    ],
)
def test_a_row_that_enters_no_window_is_counted_by_reason_and_holds_nothing_up(
    street: Street, row: Row, clock: int, reason: str
) -> None:
    street.send(people_rows([3] * 6))
    street.send([row], clock=clock)
    street.send(people_rows([3] * 9, start_s=NOON_S + 361))
    assert street.released() == [(0, "in", 45.0)]
    (life,) = street.core.accounts().lives
    assert (life.floor, life.kept, life.rejected) == (16, 15, {reason: 1})
    assert street.core.accounts().balanced


def test_a_rejected_row_behind_held_ones_is_not_settled_before_them(street: Street) -> None:
    street.send(people_rows([3] * 6))
    street.send([(NOON_S + 300, (50, 0))])
    street.core.commit()
    reply = street.core.reply(street.device)
    assert (reply.settled, reply.seen) == (0, 7)
    assert street.core.accounts().balanced


def test_rows_without_the_present_epoch_wait_on_the_device(street: Street) -> None:
    street.core.take(street.device.rows(1, people_rows([9] * 5)))
    other = Extras(None, None, Echo(b"epoch-00", None, None))
    street.core.take(street.device.rows(1, people_rows([9] * 5), extras=other))
    street.core.commit()
    assert street.core.accounts().start.not_taken == 10


def test_rows_wait_while_the_gateway_does_not_know_the_time(street: Street) -> None:
    street.core.now_s = None
    street.send(people_rows([9] * 5))
    street.core.commit()
    assert street.core.accounts().start.not_taken == 5


def test_nothing_of_an_open_window_survives_a_gateway_that_is_killed(street: Street) -> None:
    street.send(people_rows([2] * 10))
    street.core.commit()
    street.core.restart()
    street.next_row = 1
    street.send(people_rows([2] * 15))
    assert street.released() == [(0, "in", 30.0)]


def test_a_wiped_board_cannot_fill_a_released_window_again(street: Street) -> None:
    street.send(people_rows([2] * 15))
    street.wiped()
    street.send(people_rows([2] * 15))
    assert street.released() == [(0, "in", 30.0)]
    assert street.core.accounts().lives[1].rejected == {"order": 15}


def test_nor_after_a_gateway_start(street: Street) -> None:
    street.send(people_rows([2] * 15))
    street.core.commit()
    street.core.restart()
    street.wiped()
    street.send(people_rows([2] * 15))
    assert street.released() == [(0, "in", 30.0)]


def test_minutes_counted_beyond_a_windows_end_are_not_counted_again_after_a_gateway_start(street: Street) -> None:
    street.send([(NOON_S + 880, (50, 0)), (NOON_S + 940, (50, 0))])  # the second starts in the first window
    street.core.commit()
    street.core.restart()
    street.wiped()
    street.send([(NOON_S + 910, (0, 0)), (NOON_S + 930, (50, 0)), (NOON_S + 1800, (0, 0))])
    assert street.released() == [(0, "in", 100.0)]
    assert street.core.accounts().lives[1].rejected == {"order": 2}


def test_a_device_that_turns_to_harmless_rows_closes_its_window(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people")))
    street.send(people_rows([2] * 7))
    weather = WireDevice("street-1", master=MASTER, profile="weather", session=b"session2")
    street.core.take(weather.hello(b"liv1", next_row=9), weather.rows(8, [(NOON_S + 480, (0, 150, 600, 10_000))]))
    assert street.released()[0] == (0, "in", 14.0)
    assert street.core.accounts().lives[0].floor == 8
    assert street.core.accounts().balanced


def test_rows_of_a_closed_life_stay_in_their_window(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.wiped()
    street.send(people_rows([2] * 8, start_s=NOON_S + 420))
    assert street.released() == [(0, "in", 30.0)]
    assert [life.floor for life in street.core.accounts().lives] == [7, 8]


def test_a_device_silent_for_longer_than_its_ring_closes_its_window_with_what_there_is(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.core.mono_s = 72 * 3600 + 1
    street.core.ingest.tick(now_s=None, mono_s=street.core.mono_s)
    assert street.released() == [(0, "in", 14.0)]


def test_a_device_that_is_away_for_less_keeps_its_window(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.core.ingest.tick(now_s=None, mono_s=72 * 3600)
    assert street.released() == []


def test_silence_is_counted_from_the_last_row_that_told_a_time(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.core.mono_s = 72 * 3600
    street.send(people_rows([2], start_s=NOON_S + 420))
    street.core.ingest.tick(now_s=None, mono_s=72 * 3600 + 60)
    assert street.released() == []


def test_a_revoked_device_closes_its_window_with_what_there_is(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.core.ingest.set_devices({"street-1": enrolled("street-1", profile="people", revoked=True)})
    assert street.released() == [(0, "in", 14.0)]
    assert street.core.accounts().lives[0].floor == 7


def test_rows_that_return_after_such_a_closing_enter_only_later_windows(street: Street) -> None:
    street.send(people_rows([2] * 7))
    street.core.ingest.tick(now_s=None, mono_s=72 * 3600 + 1)
    street.send(people_rows([2] * 23, start_s=NOON_S + 420))
    assert street.released() == [(0, "in", 14.0), (900, "in", 30.0)]
    assert street.core.accounts().lives[0].rejected == {"order": 8}


def test_an_hours_window_is_one_of_the_same_grid(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people"), policy=plain_settings(window_s=3600)))
    street.send(people_rows([1] * 60))
    assert street.released() == [(0, "in", 60.0)]


def test_a_policy_that_changes_holds_from_the_next_utc_midnight(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people")))
    street.send(people_rows([2] * 15))
    street.core.commit()
    hourly = Street(make_core(enrolled("street-1", profile="people"), policy=plain_settings(window_s=3600)))
    hourly.core.now_s = NOON_S + 3600
    hourly.core.ingest.tick(now_s=hourly.core.now_s, mono_s=0.0)
    hourly.core.now_s = NOON_S + 86_400
    hourly.wiped()
    hourly.send(people_rows([2] * 15, start_s=NOON_S + QUARTER_S))
    hourly.send(people_rows([2] * 60, start_s=NOON_S + 12 * 3600))
    assert hourly.released() == [(0, "in", 30.0), (900, "in", 30.0), (12 * 3600, "in", 120.0)]
    assert [row.kind for row in hourly.core.ledger()] == ["policy", "window", "policy", "window", "window"]


def test_a_policy_that_changes_waits_for_a_clock_that_can_be_trusted(make_core: Callable[..., Core]) -> None:
    make_core(enrolled("street-1", profile="people")).commit()
    core = make_core(enrolled("street-1", profile="people"), policy=plain_settings(k=20))
    core.ingest.tick(now_s=None, mono_s=0.0)
    core.commit()
    assert len(core.ledger()) == 1
    for _ in range(2):
        core.ingest.tick(now_s=NOON_S, mono_s=0.0)
        core.commit()
    assert [(row.start_s, row.mode) for row in core.ledger()][1:] == [
        (NOON_S + 12 * 3600, "window=900 night=0 k=20 epsilon=none contribution=2 day=0 round=1")
    ]


def test_a_day_that_has_spent_its_budget_closes_windows_without_a_draw(make_core: Callable[..., Core]) -> None:
    policy = PeopleSettings(night_h=0, k=1_000, epsilon="0.5", epsilon_per_day="1")
    street = Street(make_core(enrolled("street-1", profile="people"), policy=policy))
    street.send(people_rows([2_000] * 60))
    released = street.released()
    assert [at_s for at_s, _, _ in released] == [0, 900]
    assert all(abs(value - 30_000) < 1_000 for _, _, value in released)
    assert [(row.mode, row.spent) for row in street.core.books()] == [("laplace", 500_000)] * 2 + [("budget", 0)] * 2
    windows = street.core.accounts().windows
    assert (windows.released, windows.suppressed, windows.budget, windows.balanced) == (2, 2, 4, True)
    again = Street(make_core(enrolled("street-1", profile="people"), policy=policy))  # what is spent outlives a start
    again.wiped()
    again.send(people_rows([2_000] * 15, start_s=NOON_S + 3600))
    again.send(people_rows([2_000] * 15, start_s=NOON_S + 12 * 3600))
    again.core.commit()
    assert [row.mode for row in again.core.books()][4:] == ["budget", "laplace"]


def test_a_released_value_tells_how_it_was_made(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people"), policy=PeopleSettings(night_h=0, rounding=5)))
    street.send(people_rows([100] * 10))
    street.send(people_rows([100] * 3, start_s=NOON_S + 720))
    street.released()
    (observation,) = street.core.observations()
    assert observation.value % 5 == 0
    assert observation.provenance == Provenance(epsilon="1", contribution=2, k=10, rounding=5, covered_s=780)
    assert round(observation.provenance.expected_error, 3) == 1.919


def test_a_released_value_carries_the_cell_and_the_length_of_its_window(street: Street) -> None:
    street.send(people_rows([2] * 15))
    street.core.commit()
    (observation,) = street.core.observations()
    assert (observation.window_s, observation.row, observation.life) == (900, 0, "")
    assert observation.cell == enrolled().cell


def test_no_unreleased_count_is_on_disk(make_core: Callable[..., Core]) -> None:
    core = make_core(enrolled("street-1", profile="canary"))
    core.now_s = NOON_S + 86_400
    device = WireDevice("street-1", master=MASTER, profile="canary", sample_s=60)
    echo = Extras(None, None, Echo(core.epoch, None, None))
    counts = [11_259_375 + 65_793 * index for index in range(5)]
    core.take(device.hello(extras=echo))
    core.take(device.rows(1, [(NOON_S + 60 * (i + 1), (count,)) for i, count in enumerate(counts)], extras=echo))
    core.take(device.rows(6, [(NOON_S + QUARTER_S + 60, (0,))], extras=echo))
    core.commit()
    written = b"".join(path.read_bytes() for path in core.path.parent.iterdir())
    assert [o.value for o in core.observations()] == [sum(counts)]
    assert sum(counts).to_bytes(4, "big") in written
    assert not [count for count in counts if count.to_bytes(4, "big") in written or str(count).encode() in written]


def test_a_quantity_that_nobody_classed_waits_on_the_device(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people"), classes=Classes(sensitive=frozenset())))
    street.send(people_rows([9] * 5))
    street.core.commit()
    assert street.core.accounts().start.not_taken == 5


def test_windows_too_wait_on_the_device_while_memory_is_full(make_core: Callable[..., Core]) -> None:
    street = Street(make_core(enrolled("street-1", profile="people"), policy=plain_settings(k=0), memory_bytes=600))
    street.core.ingest.batch()  # a disk that takes nothing
    street.send(people_rows([1] * 900))
    assert 0 < street.core.reply(street.device).seen < 900
    assert street.core.ingest.counts().not_taken > 0


def test_a_row_soon_after_the_one_before_it_counts_also_when_the_gateway_started_in_between(street: Street) -> None:
    street.send(people_rows([2] * 15))
    street.core.commit()
    street.core.restart()
    street.send([(NOON_S + QUARTER_S + 30, (11, 0)), (NOON_S + 2 * QUARTER_S, (0, 0))])
    assert street.released() == [(0, "in", 30.0), (QUARTER_S, "in", 11.0)]


@pytest.mark.parametrize("is_restarted", [False, True])
def test_the_successor_of_a_counter_goes_on_and_no_window_is_drawn_twice(is_restarted: bool, street: Street) -> None:
    core, old = street.core, street.device
    street.send(people_rows([2] * 22))
    released = street.released()
    core.devices = {"street-1": successor(core.devices, name="street-1")}
    core.ingest.set_devices(core.devices)
    if is_restarted:
        core.restart()
    core.take(old.rows(23, people_rows([50], start_s=NOON_S + 22 * 60), life=b"liv1", lag=22))
    assert core.unopened() == {"key": 1}
    street.device = WireDevice(
        "street-1", master=MASTER, profile="people", sample_s=60, generation=3, session=b"session2", board_id=b"new one"
    )
    street.life, street.next_row = b"liv2", 1
    street.say_hello()
    # A new board does not know what the old one told: its first rows may lie in a window that is released.
    street.send(people_rows([9] * 3, start_s=NOON_S + 720))
    street.send(people_rows([3] * 5, start_s=NOON_S + 1500))
    assert released == [(0, "in", 30.0)]
    # What a start has forgotten the old board would have sent again; with a new board it is lost, not counted twice.
    assert street.released() == [(0, "in", 30.0), (900, "in", 15.0 if is_restarted else 29.0)]
    assert core.draws() == [("street-1", NOON_S), ("street-1", NOON_S + 900)]
    assert core.accounts().balanced
