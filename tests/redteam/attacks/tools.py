"""What tools show that somebody pastes into a request for help."""

import json
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.canary import hits
from redteam.looks import CANARIES, COUNTS
from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES, Classes
from stoep_gateway.commands.tap_view import TapView, as_text
from stoep_maker import diagnosis
from stoep_maker.examination import Examination, Facts, Setup, Wifi, Wires
from support.ingest_bench import MASTER, NOON_S, enrolled
from support.wire_device import WireDevice

_SECRET = str(COUNTS[0])


def tap(_folder: Path) -> Outcome:
    """`stoep tap` beside a counter, as lines and as JSON. In the control a count is classed harmless."""
    device = WireDevice("street-1", master=MASTER, profile="canary", sample_s=60)
    rows = [(NOON_S + 60 * row, [count]) for row, count in enumerate(COUNTS[:5])]
    arrivals = (device.hello(), device.rows(1, rows))

    def shown(classes: Classes) -> bytes:
        view = TapView({"street-1": enrolled("street-1", profile="canary")}, master=MASTER, classes=classes)
        seen = [view.look(arrival) for arrival in arrivals]
        return "\n".join([*map(json.dumps, seen), *map(as_text, seen)]).encode()

    harmless = Classes(harmless=BUILT_IN_CLASSES.harmless | {"canary"}, sensitive=frozenset())
    return Outcome(
        defended=not hits(shown(BUILT_IN_CLASSES), values=CANARIES),
        control_succeeded=bool(hits(shown(harmless), values=CANARIES)),
    )


def report(_folder: Path) -> Outcome:
    """`stoep device doctor --report` of a board whose every word tells something. The control is all that it found."""
    found = Examination(
        facts=Facts(
            micropython=(1, 25, 0), mpy=6, machine="ESP32", flash_kb=4096, free_kb=1024, reset_cause=1, has_main=True
        ),
        setup=Setup(
            firmware="0.5.0",
            wrong=_SECRET,
            device=f"tuin-{_SECRET}",
            profile=_SECRET,
            sensors=({"type": f"own.{_SECRET}"}, {"type": "ds18b20"}),
            pins={},
            networks=(_SECRET,),
            settings_version=COUNTS[0],
            trouble=_SECRET,
            rows_waiting=COUNTS[0],
            rows_dropped=COUNTS[0],
        ),
        damaged=(_SECRET,),
        wires=Wires(lines={}, adcs={}, i2c={}, i2c_problem=_SECRET, battery_mv=COUNTS[0]),
        hints=(_SECRET, f"28ff{COUNTS[0]:012}: no answer"),
        wifi=Wifi(rssi_dbm={_SECRET: -60}, seen=1, problem=_SECRET),
    )
    given = json.dumps(diagnosis.report(found, date="2026-11-25")).encode()
    all_of_it = json.dumps(diagnosis.as_object(found, [])).encode()
    return Outcome(not hits(given, values=CANARIES), bool(hits(all_of_it, values=CANARIES)))


ATTACKS = (Attack("the tap", tap), Attack("the report on a board", report))
