"""One sealed message as one line for a person's eyes; rows about people stay masked."""

from collections.abc import Mapping

from stoep_gateway.anonymise.quantities import HARMLESS, Classes
from stoep_gateway.ingest.keys import DeviceKeys
from stoep_gateway.logs import label
from stoep_gateway.records import WIRE_EPOCH_S, Arrival
from stoep_gateway.registry.device import Device
from stoep_protocol.description import parse_description
from stoep_protocol.errors import DecodeError
from stoep_protocol.hello import Hello
from stoep_protocol.messages import decode_up
from stoep_protocol.parse_topic import parse_up_topic
from stoep_protocol.profiles import BUILT_IN, Profile
from stoep_protocol.rows import CLOCK_KNOWN, Rows
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import Ask

Seen = dict[str, object]


class TapView:
    """Opens with the same keys as the gateway, decides nothing."""

    def __init__(self, devices: Mapping[str, Device], *, master: bytes, classes: Classes) -> None:
        self._classes = classes
        self._own: dict[tuple[str, bytes], Profile] = {}  # by device: whose hello described them
        self._keys: dict[str, DeviceKeys] = {}
        for name, device in devices.items():
            keys = DeviceKeys(name, master=master)
            keys.accept(newest=device.generation, opened=device.generation - 1)
            self._keys[name] = keys
            self._learn(name, device.profile)

    def look(self, arrival: Arrival) -> Seen:
        """What may be shown: always "device", "kind" and "size_bytes"."""
        seen: Seen = {"device": label(arrival.topic), "size_bytes": len(arrival.payload)}
        try:
            name = parse_up_topic(arrival.topic)
            seen["device"] = name
            if name not in self._keys:
                raise DecodeError("device")
            envelope = parse_envelope(arrival.payload)
            plaintext, _ = self._keys[name].open(envelope)
            message = decode_up(plaintext, sealed_bytes=len(arrival.payload))
        except DecodeError as error:
            return {**seen, "kind": "refused", "reason": error.reason}
        seen["session"], seen["counter"] = envelope.kid.hex(), envelope.counter
        if isinstance(message, Hello):
            return {**seen, **self._hello(name, message)}
        if isinstance(message, Ask):
            return {**seen, "kind": "ask", "version": message.version, "offset": message.offset}
        return {**seen, **self._rows(name, message)}

    def _learn(self, name: str, profile: Profile) -> None:
        if isinstance(profile.id, bytes):
            self._own[name, profile.id] = profile

    def _hello(self, name: str, hello: Hello) -> Seen:
        profiles = [BUILT_IN[each] if isinstance(each, int) else parse_description(each) for each in hello.profiles]
        for profile in profiles:
            self._learn(name, profile)
        return {
            "kind": "hello",
            "firmware": hello.firmware,
            "profiles": [profile.name for profile in profiles],
            "life": hello.life.hex(),
            "oldest_row": hello.oldest_row,
            "next_row": hello.next_row,
            "settled": hello.settled,
            "sample_s": hello.sample_s,
            "send_s": hello.send_s,
        }

    def _rows(self, name: str, rows: Rows) -> Seen:
        known = BUILT_IN[rows.profile] if isinstance(rows.profile, int) else self._own.get((name, rows.profile))
        seen: Seen = {
            "kind": "rows",
            "profile": known.name if known else "not described yet",
            "life": rows.life.hex(),
            "first_row": rows.first_row,
            "rows": len(rows.times),
        }
        if known is None or self._classes.kind_of(known) != HARMLESS:
            return {**seen, "readings": "masked"}
        return {**seen, **_readings(rows, known)}


def as_text(seen: Seen) -> str:
    """`name: kind key=value …`, one line."""
    rest = " ".join(
        f"{key}={value}" for key, value in seen.items() if key not in ("device", "kind", "readings", "session")
    )
    readings = seen.get("readings")
    lines = [f"{seen['device']}: {seen['kind']} {rest}"]
    if isinstance(readings, list):
        lines += ["  " + " ".join(f"{key}={value}" for key, value in reading.items()) for reading in readings]
    return "\n".join(lines)


def _readings(rows: Rows, profile: Profile) -> Seen:
    seen: Seen = {}
    if rows.clock != CLOCK_KNOWN:
        seen["clock"] = "unknown"
    readings = []
    for index, time_s in enumerate(rows.times):
        reading: dict[str, object] = {"row": rows.first_row + index, "time_s": time_s}
        if rows.clock == CLOCK_KNOWN:
            reading["time_s"] = time_s + WIRE_EPOCH_S
        for column, values in zip(profile.columns, rows.columns, strict=True):
            value = values[index]
            reading[column.quantity] = None if value is None else value / 10**column.decimals
        readings.append(reading)
    return {**seen, "readings": readings}
