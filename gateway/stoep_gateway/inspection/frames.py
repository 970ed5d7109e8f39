"""What leaves the boards: messages as they pass the broker, opened in memory to see what kind they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.ingest.keys import DeviceKeys
from stoep_gateway.inspection.chains import captures_of
from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Chain, Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.stock import SMALL_COUNTS
from stoep_gateway.records import Arrival
from stoep_gateway.registry.device import Device
from stoep_protocol.description import parse_description
from stoep_protocol.errors import DecodeError
from stoep_protocol.hello import Hello
from stoep_protocol.limits import PEOPLE_FRAME_BYTES
from stoep_protocol.messages import decode_up
from stoep_protocol.parse_topic import parse_up_topic
from stoep_protocol.rows import Rows
from stoep_protocol.seal import parse_envelope


@dataclass(slots=True)
class _Heard:
    frames: int = 0
    rows: int = 0
    unsealed: int = 0
    strange: int = 0
    devices: set[str] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    profiles: set[object] = field(default_factory=set)


class Ear:
    """Takes what a subscriber hears; keeps kinds and sizes, never a value or a time of a row."""

    def __init__(self, devices: Mapping[str, Device], *, master: bytes, classes: Classes) -> None:
        self._classes = classes
        self._devices = devices
        self._keys: dict[str, DeviceKeys] = {}
        self._by_profile: dict[str, _Heard] = {}
        for name, device in devices.items():
            keys = DeviceKeys(name, master=master)
            keys.accept(newest=device.generation, opened=device.generation - 1)
            self._keys[name] = keys
        self.strangers = 0

    def take(self, arrivals: tuple[Arrival, ...]) -> tuple[()]:
        for arrival in arrivals:
            self._hear(arrival)
        return ()

    def has_heard(self, device: str) -> bool:
        return any(device in heard.devices for heard in self._by_profile.values())

    def told(self, chains: tuple[Chain, ...], *, heard_s: float) -> Seen:
        """heard_s: for how long."""
        total = sum(heard.frames for heard in self._by_profile.values())
        if not total and not self.strangers:
            return not_done("frames", f"none came within {heard_s:.0f} s")
        seen = Seen(looks=(Look(name="frames", told=f"{counted(total, 'message')} within {heard_s:.0f} s"),))
        for chain in chains:
            if heard := self._by_profile.get(chain.name):
                seen += self._of_chain(chain, heard)
        return seen

    def _hear(self, arrival: Arrival) -> None:
        try:
            name = parse_up_topic(arrival.topic)
        except DecodeError:
            self.strangers += 1
            return
        if name not in self._devices:
            self.strangers += 1
            return
        heard = self._by_profile.setdefault(self._devices[name].profile.name, _Heard())
        heard.frames += 1
        try:
            envelope = parse_envelope(arrival.payload)
        except DecodeError:
            heard.unsealed += 1
            return
        try:
            plaintext, _ = self._keys[name].open(envelope)
            message = decode_up(plaintext, sealed_bytes=len(arrival.payload))
            said = {_id(each) for each in message.profiles} if isinstance(message, Hello) else set()
        except DecodeError:
            heard.strange += 1
            return
        heard.devices.add(name)
        if isinstance(message, Hello):
            heard.profiles.update(said)
        elif isinstance(message, Rows):
            heard.profiles.add(message.profile)
            heard.rows += 1
            heard.sizes.add(len(arrival.payload))

    def _of_chain(self, chain: Chain, heard: _Heard) -> Seen:
        told = (
            f"{counted(heard.frames, 'message')} of {len(heard.devices)} of its {counted(len(chain.devices), 'device')}"
        )
        evidence, findings = [], []
        known = {device.profile.id for device in chain.devices}
        if heard.unsealed:
            what = f"{heard.unsealed:,} messages that are not sealed: whoever is on the way can read them"
            if chain.is_people:
                evidence += [
                    Evidence(fact="min_group", value=1, source=f"frames: {what}", chain=chain.name),
                    Evidence(fact="interval_min", value=1, source=f"frames: {what}", chain=chain.name),
                ]
            findings.append(Finding(rule=SMALL_COUNTS, where="broker", what=what, chain=chain.name))
        elif chain.is_people and heard.sizes - {PEOPLE_FRAME_BYTES}:
            what = f"messages of {len(heard.sizes)} different sizes: they tell of counts"
            evidence.append(Evidence(fact="min_group", value=1, source=f"frames: {what}", chain=chain.name))
            findings.append(Finding(rule=SMALL_COUNTS, where="broker", what=what, chain=chain.name))
        told += ", all sealed" if not heard.unsealed else ""
        if chain.is_people and heard.sizes == {PEOPLE_FRAME_BYTES}:
            told += f" and of {PEOPLE_FRAME_BYTES} bytes, whatever they hold"
        looks = [Look(name="frames", told=f"{chain.name}: {told}")]
        if heard.profiles and heard.profiles <= known:
            columns = ", ".join(chain.quantities)
            source = f"frames: {told}; opened: nothing but {columns}"
            evidence.append(Evidence(fact="captures", value=captures_of(chain), source=source, chain=chain.name))
        return Seen(looks=tuple(looks), evidence=tuple(evidence), findings=tuple(findings))


def _id(profile: int | bytes) -> int | bytes:
    """Of what a hello says: a number, or the description of a maker's own."""
    return profile if isinstance(profile, int) else parse_description(profile).id
