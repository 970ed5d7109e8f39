"""Many devices at one broker: all on schedule, and a broker that is cut off costs nobody a frame."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_protocol.master_keys import device_secret
from stoep_protocol.profiles import by_name
from stoep_simulators.load.schedule import Moment, schedule
from stoep_simulators.load.senders import Account, Endpoint, Senders
from stoep_simulators.load.talker import Row, Speaker
from stoep_simulators.load.tally import Tally
from support.in_process_broker import InProcessBroker
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.waiting import until

_NAMES = ("tuin-1", "tuin-2", "tuin-3")
_FRAMES = 20
_EVERY_S = 0.02


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with Core(tmp_path, *(enrolled(name) for name in _NAMES)) as core:
        core.now_s = NOON_S + 3_600
        yield core


def _senders(broker: InProcessBroker, *, tally: Tally) -> Senders:
    accounts = [
        Account(
            speaker=Speaker(
                name=name,
                secret=device_secret(MASTER, device_id=name, generation=1),
                profile=by_name("soil"),
                sample_s=1,
                send_s=1,
            ),
            user=name,
            password="hush",
        )
        for name in _NAMES
    ]
    return Senders(accounts, broker=Endpoint(host="127.0.0.1", port=broker.port), tally=tally, seed=1)


def _rows_of(moment: Moment) -> list[Row]:
    return [(NOON_S + moment.frame, (moment.frame + 1, 180, 150, 201, 650))]


async def _send(senders: Senders) -> None:
    moments = schedule(len(_NAMES), every_s=_EVERY_S, frames=_FRAMES, seed=1)
    await senders.send(moments, start_s=asyncio.get_running_loop().time(), rows_of=_rows_of)


def _kept(core: Core) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {name: [] for name in _NAMES}
    for each in core.observations():
        if each.quantity == "probe_mv":
            found[each.device].append(int(each.value))
    return found


_ALL = {name: list(range(1, _FRAMES + 1)) for name in _NAMES}


async def test_every_frame_of_every_device_is_settled(core: Core) -> None:
    tally = Tally()
    async with InProcessBroker(core).listening() as broker:
        senders = _senders(broker, tally=tally)
        async with senders.connected():
            await until(lambda: senders.introduced == len(_NAMES), what="all are introduced")
            await _send(senders)
            await until(lambda: len(tally.answered_s) == tally.due, what="all are answered")
            broker.commit()
            await until(lambda: not tally.unsettled, what="all are settled")
    assert _kept(core) == _ALL
    assert (tally.due, tally.sent, tally.settled, tally.again, tally.breaks) == (60, 60, 60, 0, 0)
    assert len(tally.lateness_s) == 60


async def test_a_broker_that_is_cut_off_costs_nobody_a_frame_and_stops_no_schedule(core: Core) -> None:
    tally = Tally()
    async with InProcessBroker(core).listening() as broker:
        senders = _senders(broker, tally=tally)
        async with senders.connected():
            await until(lambda: senders.introduced == len(_NAMES), what="all are introduced")
            async with asyncio.TaskGroup() as group:
                group.create_task(_send(senders), name="send")
                await until(lambda: tally.sent > 9, what="frames are on their way")
                await broker.cut()
                core.restart()  # what it had not committed is gone, too
            assert tally.due == 60
            assert tally.settled < 60
            await broker.listen()
            await until(lambda: len(tally.answered_s) == tally.due, what="all are answered")
            broker.commit()
            await until(lambda: not tally.unsettled, what="all are settled")
    assert _kept(core) == _ALL
    assert (tally.sent, tally.settled, tally.breaks) == (60, 60, 3)
    assert tally.again >= 3


async def test_who_is_refused_says_why(core: Core) -> None:
    tally = Tally()
    async with InProcessBroker(core, code=5).listening() as broker:
        senders = _senders(broker, tally=tally)
        async with senders.connected():
            await until(lambda: broker.connections >= len(_NAMES), what="all have tried")
            await until(lambda: senders.trouble != "", what="one was refused")
    assert senders.trouble == "wrong user name or password"
    assert senders.introduced == 0


async def test_where_nobody_listens_it_says_so(core: Core) -> None:
    tally = Tally()
    async with InProcessBroker(core).listening() as broker:
        senders = _senders(broker, tally=tally)
    async with senders.connected():
        await until(lambda: senders.trouble == "Connection refused", what="nobody listens")
    assert tally.breaks == 0
