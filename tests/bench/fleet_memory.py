"""What a soil node on CPython takes of its process's memory: 100 that live, then 1,000."""

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure
from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.neighbourhood import Neighbourhood
from stoep_simulators.scenarios.players import HostPlayer
from stoep_simulators.scenarios.records import START_S, USUAL_RATES_S
from stoep_simulators.town import spot
from support.answering_gateway import AnsweringGateway

FEW, MANY = 100, 1_000
_HOURS = 2
_DAY_S = 86_400
_PAGE_KB = 4


def host_device_kb() -> Figure:
    """In a process of its own. A minute."""
    run = subprocess.run([sys.executable, "-m", "bench.fleet_memory"], capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    return Figure(
        name="host_device_kb",
        value=round((found["many"] - found["few"]) / (MANY - FEW), 1),
        unit="KB",
        bar="≤ 40",
        conditions=f"resident memory of a process with {MANY:,} soil nodes less that with {FEW}, by the"
        f" {MANY - FEW} more; each has lived {_HOURS} hours with a conversation an hour; flash and world in files",
    )


async def _live() -> None:
    """Prints what is resident with few and with many, in KB, as JSON."""
    sample_s, send_s = USUAL_RATES_S["soil"]
    place = Neighbourhood(seed=1, start_s=START_S, end_s=START_S + _DAY_S)
    world = place.tape(spot("soil", kind="soil", seed="1"))
    told = {}
    players: list[HostPlayer] = []
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as folder:
        for word, count in (("few", FEW), ("many", MANY)):
            for number in range(len(players), count):
                async with AnsweringGateway("soil-1", time_s=START_S) as gateway:
                    bundle = gateway.bundle("soil", list(SENSORS["soil"]), sample_s=sample_s, send_s=send_s)
                    player = HostPlayer(bundle, tape=world, home=Path(folder) / str(number), seed=number)
                    await player.power_on(START_S)
                    await player.step((START_S + _HOURS * 3_600) * 1_000)
                assert player.answers, "it had no conversation"
                players.append(player)
            gc.collect()
            told[word] = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_KB
        for player in players:
            await player.power_off()
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(_live())
