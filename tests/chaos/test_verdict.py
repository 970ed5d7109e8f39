"""The harness's own judgement: what is lost, doubled or unaccounted for is found, and nothing else."""

from collections import Counter
from dataclasses import replace

from chaos import oracle, verdict
from stoep_gateway.accounts import Accounts, BackendAccount, LifeAccount, StartAccount, WindowAccount
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_testing.stored import Stored
from support.ring_device import RingDevice

NONE: frozenset[str] = frozenset()
START_S = 600_000


def ring(profile: str) -> RingDevice:
    return RingDevice("a-1", master=bytes(32), profile=profile, capacity=100, sample_s=60, start_s=START_S)


def counter(rows: int) -> RingDevice:
    device = ring("people")
    for _ in range(rows):
        device.sample(oracle.counts(device.now_s + 60, chance=0.9))
    return device


def window(entered: int, left: int | None) -> list[Stored]:
    start_s = START_S + WIRE_EPOCH_S
    told = {"in": entered} if left is None else {"in": entered, "out": left}
    return [Stored(f"a-1/w600/{start_s}/{quantity}", start_s, 600, value) for quantity, value in told.items()]


def accounts(**rejected: int) -> Accounts:
    life = LifeAccount(
        device="a-1",
        life="00000001",
        floor=10,
        kept=10 - sum(rejected.values()),
        rejected=rejected,
        dropped=0,
        absent=0,
        restore=0,
        balanced=True,
    )
    backend = BackendAccount(
        name="files",
        configured=True,
        released=2,
        delivered=2,
        pending=0,
        expired=0,
        dead=0,
        withheld={},
        balanced=True,
    )
    return Accounts(
        lives=(life,),
        start=StartAccount(received=0, duplicate=0, not_taken=0, rejected=0, open=0, kept=0, balanced=True),
        unopened={},
        windows=WindowAccount(closed=2, released=2, suppressed=0, budget=0, no_data=0, restore=0, balanced=True),
        backends=(backend,),
        damaged={},
        set_aside=0,
        balanced=True,
    )


def test_readings_that_arrived_once_are_well_and_one_that_did_not_is_lost() -> None:
    device = ring("soil")
    for value in (5, 6):
        device.sample((value, None, None, None, None))
    readings = oracle.readings(device)
    stored = list(readings.due.values())
    assert verdict.of_readings("files", stored=stored, readings=readings).is_clean
    assert verdict.of_readings("files", stored=stored[1:], readings=readings).lost == 1


def test_a_value_that_the_device_never_had_is_unaccounted_for() -> None:
    device = ring("soil")
    device.sample((5, None, None, None, None))
    readings = oracle.readings(device)
    [reading] = readings.due.values()
    assert verdict.of_readings("files", stored=[reading._replace(value=6.0)], readings=readings).unaccounted == 1


def test_a_row_that_a_wiped_device_lost_may_arrive_and_need_not() -> None:
    device = ring("soil")
    device.sample((5, None, None, None, None))
    device.wipe()
    readings = oracle.readings(device)
    assert not readings.due
    assert verdict.of_readings("files", stored=[], readings=readings).is_clean
    assert verdict.of_readings("files", stored=list(readings.possible.values()), readings=readings).is_clean


def test_an_identity_that_is_held_twice_is_doubled() -> None:
    [reading, _] = window(16, 20)
    assert verdict.twice("files", stored=[reading, reading]).doubled == 1


def test_a_windows_sum_tells_which_of_its_rows_are_missing() -> None:
    device = counter(10)
    full = 16 * (2**10 - 1)
    assert oracle.shortfall(device, window(full, 20)) == oracle.Shortfall(missing=0, wrong=())
    assert oracle.shortfall(device, window(full - 16, 18)) == oracle.Shortfall(missing=1, wrong=())
    assert oracle.shortfall(device, []) == oracle.Shortfall(missing=10, wrong=())


def test_a_window_with_a_row_counted_twice_or_with_too_many_leaving_is_wrong() -> None:
    device = counter(9)
    full = 16 * (2**9 - 1)
    assert oracle.shortfall(device, window(full + 16, 18)).wrong
    assert oracle.shortfall(device, window(full, 20)).wrong
    assert oracle.shortfall(device, window(full, None)).wrong


def test_a_window_with_noise_must_be_one_in_which_a_row_of_its_device_began() -> None:
    policy = Policy(window_s=oracle.WINDOW_S, night_h=0)
    rows = window(3, 4000)
    assert oracle.strangers(counter(1), rows, policy=policy) == ()
    assert len(oracle.strangers(counter(1), [rows[0]._replace(time_s=START_S)], policy=policy)) == 1
    assert len(oracle.strangers(counter(1), [rows[0]._replace(window_s=900)], policy=policy)) == 1


def test_a_row_in_no_window_must_be_counted_under_a_reason() -> None:
    short = oracle.Shortfall(missing=1, wrong=())

    def judged(account: Accounts) -> verdict.Verdict:
        reasons = verdict.reasons_of("a-1", accounts=account)
        return verdict.of_windows("a-1", witness="files", short=short, reasons=reasons)

    assert judged(accounts(ahead=1)).is_clean
    assert judged(accounts()).lost == 1
    assert judged(accounts(ahead=2)).unaccounted == 1


def test_a_reason_that_no_fault_of_the_phase_explains_is_a_loss() -> None:
    def judged(*, before: int, allowed: frozenset[str]) -> verdict.Verdict:
        return verdict.of_reasons("a-1", reasons=Counter(ahead=2), before=Counter(ahead=before), allowed=allowed)

    assert judged(before=0, allowed=frozenset({"ahead"})).is_clean
    assert judged(before=2, allowed=NONE).is_clean
    assert judged(before=1, allowed=NONE).lost == 1


def test_accounts_that_say_something_else_than_the_back_end_holds_are_found() -> None:
    told = accounts()
    assert verdict.of_accounts(told, kept=Counter(), arrived={"files": (2, 2)}).is_clean
    assert verdict.of_accounts(told, kept=Counter(), arrived={"files": (3, 2)}).unaccounted == 1
    assert verdict.of_accounts(told, kept=Counter(), arrived={"files": (2, 1)}).unaccounted == 1
    assert verdict.of_accounts(told, kept=Counter(), arrived={"files": (2, None)}).is_clean
    kept = Counter({("a-1", "00000001"): 9})
    assert verdict.of_accounts(told, kept=kept, arrived={}).unaccounted == 1
    assert not verdict.of_accounts(replace(told, balanced=False), kept=Counter(), arrived={}).is_clean
