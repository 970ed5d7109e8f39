"""Send counts that no line has: far too many, below nothing, no whole number. None may count, none may come back."""

import json
import logging
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import NAME, QUARTER_S, SHOWN, changed
from stoep_gateway.ingest import people
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.wire_device import WireDevice

_HUGE = 54_321_987  # within what the wire takes, and recognisable
_NEGATIVE = -7_654_321
_PLACEHOLDER = 59_999
_ODD = 3.140625


def _impossible(folder: Path) -> Outcome:
    defended = _traces(folder / "defended", defended=True)
    control = _traces(folder / "control", defended=False)
    return Outcome(
        defended=not defended,
        control_succeeded=bool(control),
        detail=f"found in {', '.join(defended)}" if defended else f"control: in {', '.join(control)}",
    )


def _traces(folder: Path, *, defended: bool) -> list[str]:
    """Where any of them comes out again."""
    folder.mkdir(parents=True)
    log = StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    kept = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with ExitStack() as stack:
            if not defended:
                stack.enter_context(changed(people, "verdicts", lambda _profile, *, columns: None))
            seen = _play(folder)
    finally:
        root.removeHandler(handler)
        root.setLevel(kept)
    seen["log"] = log.getvalue()
    for file in folder.iterdir():
        seen[f"file {file.name}"] = file.read_bytes().decode("latin-1")
    return [where for where, text in seen.items() if any(form in text for form in _forms())]


def _play(folder: Path) -> dict[str, str]:
    with Core(folder, enrolled(NAME, profile="people"), policy=SHOWN) as core:
        core.now_s = NOON_S + 2 * QUARTER_S
        device = WireDevice(NAME, master=MASTER, profile="people", sample_s=60)
        core.take(device.hello(extras=core.echo))
        replies = []
        for at, count in enumerate((_HUGE, _NEGATIVE, _PLACEHOLDER)):
            frame = device.rows(at + 1, [(NOON_S + 60 * (at + 1), (count, 0))], lag=at, extras=core.echo)
            if count == _PLACEHOLDER:  # what no encoder writes: a count with a fraction
                whole = b"\x19" + _PLACEHOLDER.to_bytes(2, "big")
                assert device.plaintext.count(whole) == 1
                frame = device.says(device.plaintext.replace(whole, b"\xfa\x40\x49\x00\x00"))
            core.take(frame)
            core.commit()
            replies += [repr(device.open(outgoing)) for outgoing in core.replies()]
        core.take(device.rows(3, [(NOON_S + QUARTER_S + 60, (0, 0))], lag=2, extras=core.echo))
        core.commit()
        assert core.unopened() == {"cbor": 1}
        return {
            "a reply": "".join(replies),
            "a release": json.dumps([found.value for found in core.observations()]),
            "the accounts": repr(core.accounts()),
            "the ledger": repr(core.ledger()),
        }


def _forms() -> list[str]:
    """As text, and as bytes of either order."""
    forms = [str(_HUGE), f"{_HUGE:x}", str(-_NEGATIVE), f"{-_NEGATIVE:x}", f"{-_NEGATIVE - 1:x}", str(_ODD)]
    sums = [str(_HUGE + _NEGATIVE)]
    numbers = [_HUGE.to_bytes(4, order) for order in ("big", "little")]
    numbers += [(-_NEGATIVE).to_bytes(4, order) for order in ("big", "little")]
    return forms + sums + [number.decode("latin-1") for number in numbers]


ATTACKS = (Attack("impossible counts", _impossible),)
