"""`python -m support.old_states CHECKOUT RELEASE`, in the checkout of that release: let it make its state."""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from stoep_gateway.registry.master import load_master
from support.crowd import Crowd
from support.due_windows import WINDOW_S
from support.gateway import Gateway
from support.old_states import (
    BACKEND,
    BACKLOG,
    DATABASES,
    PEOPLE,
    PLAIN_FILES,
    PORTS,
    ROWS,
    SETTINGS,
    SOIL,
    STATES,
    database_in,
    dump,
)
from support.ring_device import RingDevice
from support.stormy_network import StormyNetwork

START_S = 217_000_800  # wire time


def main(checkout: Path, release: str) -> None:
    """The old gateway in processes of its own; devices speak the wire, which has not changed."""
    os.environ["PYTHONPATH"] = f"{checkout / 'gateway'}:{checkout / 'protocol'}"
    folder = STATES / release
    folder.mkdir(exist_ok=True)
    backend = {"name": BACKEND, "type": "sensorthings", "url": "http://127.0.0.1:9/v1.1"}  # discard: nobody is there
    settings = {"people": {"window_s": WINDOW_S, "k": 1}}
    with tempfile.TemporaryDirectory() as name, Gateway(Path(name), settings=settings, backends=[backend]) as gateway:
        asyncio.run(_live(gateway))
        gateway.stop()
        gateway.stoep("journal", "export", "--format", "csv", "--out", folder / BACKLOG)
        (folder / "accounts.json").write_text(gateway.stoep("accounts", "--json"))
        for database in DATABASES:
            found = database_in(gateway.state_dir, name=database, release=release)
            dump(found, text=folder / f"{database}.sql")
        for plain in PLAIN_FILES:
            path = gateway.state_dir / plain
            if path.exists():
                shutil.copyfile(path, folder / plain)
        text = gateway.config.read_text()
        for port, kept in zip((gateway.port, gateway.web_port, gateway.metrics_port), PORTS.values(), strict=True):
            text = text.replace(f"port = {port}\n", f"port = {kept}\n")
        (folder / SETTINGS).write_text(text)


async def _live(gateway: Gateway) -> None:
    bundles = {
        SOIL: gateway.enroll(SOIL, profile="soil", cell="81250,455250"),
        PEOPLE: gateway.enroll(PEOPLE, profile="people", sample_s=60, send_s=60),
    }
    gateway.start()
    master = load_master(gateway.state_dir)
    for at, (device, profile) in enumerate(((SOIL, "soil"), (PEOPLE, "people"))):
        ring = RingDevice(device, master=master, profile=profile, capacity=1000, sample_s=60, start_s=START_S)
        crowd = Crowd(ring)
        network = StormyNetwork(bundle=bundles[device], broker_port=gateway.port, seed=at)
        for _ in range(ROWS // 3):
            crowd.sample(3)
            if profile == "people":
                crowd.sample_until_window_ends()
            async with network:
                await network.calm(ring)

    def archived() -> bool:
        found = {each["name"]: each for each in gateway.accounts()["backends"]}
        return bool(found["archive"]["pending"] == 0 and found[BACKEND]["pending"] > 0)

    gateway.wait_until(archived, what="the archive has everything, the city nothing")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), sys.argv[2])
