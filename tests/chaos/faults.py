"""Let the faults of a phase happen to a town, undo what can be undone, and see how it stands when it is calm."""

import asyncio
import random
import signal
from collections.abc import Callable
from contextlib import ExitStack

from chaos.plan import Fault, Phase
from chaos.town import Town
from chaos.verdict import Verdict
from support.faulty_service import FaultyService
from support.processes import holding
from support.waiting import until, until_answered

_STRIKES_S = 300.0  # whatever has not come about by then never will

_SERVICE: dict[str, Callable[[FaultyService], None]] = {
    "stall": FaultyService.stall,
    "away": FaultyService.go_away,
    "break off": FaultyService.break_off,
    "drop": FaultyService.drop,
    "429": lambda service: service.answer(429),
    "500": lambda service: service.answer(500),
    "503": lambda service: service.answer(503),
    "207": lambda service: service.answer(207),
    "201": lambda service: service.answer(201),  # it says that it created, and does not say what
    "lie": FaultyService.lie,
}


async def go_through(town: Town, phase: Phase, *, source: random.Random) -> Verdict:
    """source: for what the plan leaves open."""
    town.allowed = phase.allowed
    for link in town.links:
        link.storminess = phase.storminess
    for board in town.boards:
        await board.power_on()
    living = asyncio.create_task(town.live(), name="rows")
    try:
        if phase.in_turn:
            for fault in phase.faults:
                await _strike(town, fault, source=source)
        else:
            await _along_the_time_line(town, phase, source=source)
    finally:
        living.cancel()
    return await town.calm()


async def _along_the_time_line(town: Town, phase: Phase, *, source: random.Random) -> None:
    loop = asyncio.get_running_loop()
    begin_s = loop.time()

    async def in_time(fault: Fault) -> None:
        await asyncio.sleep(fault.at_s)
        await _strike(town, fault, source=source)

    async with asyncio.TaskGroup() as group:
        for fault in phase.faults:
            group.create_task(in_time(fault), name=f"{fault.kind} {fault.target}")
    await asyncio.sleep(max(0.0, begin_s + phase.lasts_s - loop.time()))


async def _strike(town: Town, fault: Fault, *, source: random.Random) -> None:
    site, target = town.site, fault.target
    if fault.kind == "kill" and target == "city":
        if town.city:
            await asyncio.to_thread(town.city.sigkill)
    elif fault.kind == "kill":
        await town.on_site(lambda: site.sigkill(target))
    elif fault.kind == "freeze":
        await until_answered(lambda: _stands_still(town, fault), what=f"{target} stands still", limit_s=_STRIKES_S)
    elif fault.kind == "point":
        site.arm(target, passes=fault.passes)
        await until(lambda: not site.is_armed(target), what=f"the gateway passes {target}", limit_s=_STRIKES_S)
    elif fault.kind == "service" and town.city:
        async with town.city_lock:
            await _fail_until_met(town.city.faults, fault)
    elif fault.kind == "store":
        await town.on_site(site.lose_store)
    elif fault.kind == "clock":
        site.clock.go_on(int(target))
        await asyncio.sleep(fault.for_s)
        site.clock.go_on(-int(target))
    elif fault.kind == "device" and target == "board":
        for board in town.boards:
            await board.cut_power()
            await board.power_on()
    elif fault.kind == "device" and target == "wipe":
        source.choice(town.harmless).wipe()
    elif fault.kind == "device" and target == "silence":
        link = source.choice(town.links)
        link.fall_silent()
        await asyncio.sleep(fault.for_s)
        link.wake_up()
    elif fault.kind == "device":
        source.choice(town.links).ring.power_cycle()


async def _stands_still(town: Town, fault: Fault) -> bool:
    """For its time. False: it is just being started again."""
    with ExitStack() as held:
        async with town.lock:
            handle = await asyncio.to_thread(held.enter_context, holding(lambda: town.pid_of(fault.target)))
            if handle is None or not handle.signal(signal.SIGSTOP):
                return False
        try:
            await asyncio.sleep(fault.for_s)
        finally:
            handle.signal(signal.SIGCONT)
        return True


async def _fail_until_met(service: FaultyService, fault: Fault) -> None:
    """For its time, and until a request has met it: the gateway may be starting, or waiting after a failure."""
    hits = service.hits
    _SERVICE[fault.target](service)
    await asyncio.sleep(fault.for_s)
    await until(lambda: service.hits > hits, what=f"a request meets {fault.target}", limit_s=_STRIKES_S)
    service.sound()
