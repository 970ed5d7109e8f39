"""A maker's own profile is wrong, or nobody has classed what it measures."""

import asyncio
import json
from pathlib import Path
from typing import Any

from stoep_gateway.registry.master import load_master
from stoep_protocol.description import to_json
from stoep_protocol.profiles import Profile
from support.own_profiles import own
from support.scenes import scene
from support.stage import Stage
from support.wire_client import WireClient
from support.wire_device import WireDevice

WIND = own()


def _enroll(stage: Stage, profile: Profile) -> tuple[str | Path, ...]:
    file = stage.tmp_path / "own.json"
    file.write_text(json.dumps(to_json(profile)))
    return ("device", "enroll", "mast-1", "--profile", file, "--bundle", stage.tmp_path / "b.json")


@scene("a maker's own profile counts people")
def _(stage: Stage) -> str:
    return stage.error(*_enroll(stage, own("beach", ("in",), unit="1", aggregate="sum")))


@scene("a maker's own profile is wrong")
def _(stage: Stage) -> str:
    words = _enroll(stage, WIND)
    (stage.tmp_path / "own.json").write_text('{"name": "soil", "columns": []}')
    return stage.error(*words)


@scene("a quantity that nobody has classed")
def _(stage: Stage) -> str:
    stage.gateway.stoep(*_enroll(stage, WIND))
    return next(line for line in stage.gateway.stoep("check", code=1).splitlines() if line.startswith("mast-1"))


@scene("rows of a quantity that nobody has classed")
def _(stage: Stage) -> str:
    def act(bundle: dict[str, Any]) -> None:
        async def say() -> None:
            device = WireDevice("garden-7", master=load_master(stage.gateway.state_dir), profile=WIND)
            async with WireClient(device, bundle=bundle) as client:
                await client.say(device.hello(next_row=2))
                assert (await client.say(device.rows(1, [(150_000_000, (51,))]))).seen == 0

        asyncio.run(say())

    return stage.said_while("rows of a quantity that nobody has classed", act)
