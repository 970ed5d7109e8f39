"""A small gateway in use, to be looked at: a people counter that was away for hours, a garden, files of a back-end."""

import asyncio
import csv
import json
import os
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.config.load import load
from stoep_gateway.inspection.broker_door import BrokerDoor
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_maker.signing_key import create_key
from stoep_protocol.extras import Echo, Extras
from support.gateway import Gateway
from support.wire_client import WireClient
from support.wire_device import WireDevice

COUNTER, GARDEN = "telpunt-1", "tuin-1"
_CELL = "79250,457750"
_SAMPLE_S, _WINDOW_S = 300, 900
_ROWS = 24  # two hours
_FRAME_ROWS = 3
_COUNTS = (300, 200)  # each row, in and out: all windows are released
_ANSWERS = {
    "people": 'operator = "M"\ndevice_origin = "built_for_self"\nreach = ["public_space"]\npurpose = ["counting"]\n'
    'second_use = "none"\narea = "Den Haag"\nregistered = true\n',
    "soil": 'operator = "A"\ndevice_origin = "built_for_self"\nreach = ["own_ground"]\npurpose = ["research"]\n'
    'second_use = "none"\nkeep_reason = "written"\nvendor_contract = true\n',
}


class LookedAt:
    """Each plant makes one thing wrong for real; `mended` puts all of it right again."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._kept = {path: path.read_bytes() for path in (gateway.config, self._nats, self._day)}

    def check(self, *, code: int, listen_s: float = 0.0) -> dict[str, Any]:
        """What the command says, as JSON, by chain; under "text" as it is printed."""
        words = ("privacy", "check", "--gateway", "--json", "--listen", str(listen_s))
        text = self.gateway.stoep(*words, code=code)
        told = json.loads(text)
        return {**{chain["device"]: chain for chain in told["chains"]}, "looks": told["looks"], "text": text}

    def log_a_count(self) -> None:
        """A line as some part of the gateway might write it, at the end of the log that the daemon writes."""
        line = {"time": "2026-11-26T06:47:35.816Z", "level": "debug", "part": "gateway", "logger": "stoep.gateway"}
        with self.gateway.log.open("a") as log:
            log.write(json.dumps({**line, "message": f"{COUNTER}: 48611 in, 48607 out"}) + "\n")

    def set(self, key: str, value: object) -> None:
        """In stoep.toml."""
        text, changed = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", self.gateway.config.read_text(), count=1)
        assert changed == 1, key
        self.gateway.config.write_text(text)

    def move_a_garden(self) -> None:
        """One line at the back-end has the garden to the metre: the gateway itself refuses such a place."""
        with self._day.open(newline="") as file:
            rows = list(csv.DictReader(file))
        row = next(row for row in rows if row["device"] == GARDEN)
        row["cell_x_m"], row["cell_y_m"] = "79312", "457804"
        with self._day.open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def let_admin_in(self) -> None:
        """A user in the broker's own file that everybody knows; the broker reads it again."""
        user = 'user: "admin", password: "admin", allowed_connection_types: ["MQTT"]'
        text = self._nats.read_text()
        self._nats.write_text(text.replace("users: [\n", f"users: [\n  {{ {user} }}\n"))
        self._reload(lets_in=True)

    def mended(self) -> None:
        """The log keeps its lines: it is begun anew."""
        changed = self._nats.read_bytes() != self._kept[self._nats]
        for path, data in self._kept.items():
            path.write_bytes(data)
        os.truncate(self.gateway.log, 0)
        if changed:
            self._reload(lets_in=False)

    @property
    def _nats(self) -> Path:
        return self.gateway.state_dir / "broker" / "nats.conf"

    @property
    def _day(self) -> Path:
        """A file that has lines of the garden."""
        files = sorted((self.gateway.state_dir / "files").glob("observations-*.csv"))
        return next(path for path in files if GARDEN in path.read_text())

    def _reload(self, *, lets_in: bool) -> None:
        """Until the broker has taken its file."""
        os.kill(int((self.gateway.state_dir / "broker" / "nats.pid").read_text()), signal.SIGHUP)
        settings = load(self.gateway.config)
        door = BrokerDoor(settings.broker, master=load_master(self.gateway.state_dir))
        self.gateway.wait_until(
            lambda: asyncio.run(door.attempt("admin", "admin")) is lets_in, what="the broker reads its file again"
        )


@contextmanager
def looked_at(folder: Path) -> Iterator[LookedAt]:
    """Everything is delivered, and the garden's keeper has answered both questions."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "answers").mkdir()
    for profile, text in _ANSWERS.items():
        (folder / "answers" / f"{profile}.toml").write_text(text)
    settings: dict[str, dict[str, object]] = {
        "gateway": {"log_level": "debug"},
        "people": {"night_h": 0, "k": 10, "window_s": 900},  # at any hour of the day the same windows
        "archive": {"keep_days": 400},
        "updates": {"public_keys": [str(create_key(folder / "update.pem"))]},
        "privacy": {"answers_dir": str(folder / "answers")},
    }
    backends = [{"name": "files", "type": "csv", "keep_days": 400}]
    with Gateway(folder / "gateway", settings=settings, backends=backends) as gateway:
        rates = {"cell": _CELL, "sample_s": _SAMPLE_S, "send_s": _SAMPLE_S}
        bundles = {
            COUNTER: gateway.enroll(COUNTER, profile="people", **rates),
            GARDEN: gateway.enroll(GARDEN, profile="soil", **rates),
        }
        gateway.start()
        said = ("--soil", "B01", "--soil-by", "finger", "--planting", "lawn", "--sun", "sun", "--paved", "20")
        gateway.stoep("garden", "setup", GARDEN, *said, "--consent", "research,open-data")
        asyncio.run(_tell(gateway, bundles))
        gateway.wait_until(lambda: _is_delivered(gateway), what="all is delivered")
        yield LookedAt(gateway)


async def _tell(gateway: Gateway, bundles: Mapping[str, dict[str, Any]]) -> None:
    """Two hours of both, in the order of their rows."""
    master = load_master(gateway.state_dir)
    end_s = (int(time.time()) - WIRE_EPOCH_S) // _WINDOW_S * _WINDOW_S
    values = {COUNTER: _COUNTS, GARDEN: (1500, 180, 150, 200, 600)}
    for name, profile in ((COUNTER, "people"), (GARDEN, "soil")):
        device = WireDevice(name, master=master, profile=profile, sample_s=_SAMPLE_S)
        async with WireClient(device, bundle=bundles[name]) as client:
            reply = await client.say(device.hello(next_row=_ROWS + 1))
            while reply.seen < _ROWS:
                numbers = range(reply.seen + 1, reply.seen + 1 + _FRAME_ROWS)
                rows = [(end_s - (_ROWS - number) * _SAMPLE_S, values[name]) for number in numbers]
                echo = Extras(None, None, Echo(device.epoch, None, None))
                reply = await client.say(device.rows(numbers[0], rows, lag=numbers[0] - 1, extras=echo))


def _is_delivered(gateway: Gateway) -> bool:
    read = read_accounts(gateway.state_dir / JOURNAL_FILE)
    return read.windows.released == 2 * _ROWS * _SAMPLE_S // _WINDOW_S and all(
        each.delivered == each.released > 0 for each in read.backends
    )
