"""Answers that wait to be sent: one a session, for its highest counter, saying all there is to say."""

from typing import NamedTuple

from stoep_gateway.anonymise.ledger import Anchor, Ledger
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.rollouts import Rollouts
from stoep_gateway.records import Outgoing
from stoep_protocol.cbor import Writer
from stoep_protocol.encode_down import encode_block, encode_reply
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.reply import DOWN_CONFIGURATION, Reply
from stoep_protocol.update import Ask, Block

_NO_LIFE = bytes(4)


class Answer(NamedTuple):
    """What a frame's reply says of a life. settled_min: at least this, so that a restored flash draws a new life.

    ask: a block of an update goes in the reply's place, if there is one for that device.
    """

    life: Life | None
    flags: int = 0
    settled_min: int = 0
    ask: Ask | None = None


class Due:
    """A reply that is owed to the frame of that counter, which opened under that generation."""

    __slots__ = ("answer", "counter", "device", "generation")

    def __init__(self, device: DeviceState, counter: int, generation: int, answer: Answer) -> None:
        self.device = device
        self.counter = counter
        self.generation = generation
        self.answer = answer


class Replies:
    """Coalesces answers until they are drained."""

    def __init__(self, *, epoch: bytes, ledger: Ledger, rollouts: Rollouts) -> None:
        self._epoch = epoch
        self._ledger = ledger
        self._rollouts = rollouts
        self._due: dict[tuple[str, bytes], Due] = {}
        self._writer = Writer(MAX_FRAME_BYTES)

    def owe(self, device: DeviceState, answer: Answer, *, session: bytes, counter: int, generation: int) -> None:
        """Owe a reply to a frame, unless one to a later frame of the session is owed already."""
        key = (device.name, session)
        waiting = self._due.get(key)
        if waiting is None:
            self._due[key] = Due(device, counter, generation, answer)
        elif counter >= waiting.counter:
            waiting.counter, waiting.generation, waiting.answer = counter, generation, answer

    def remind(self, device: DeviceState) -> None:
        """Say again how the present life stands, to the newest frame heard (SPEC §6 accepts that)."""
        if device.last_frame is not None and (device.name, device.last_frame[0]) not in self._due:
            session, counter, generation = device.last_frame
            self._due[device.name, session] = Due(device, counter, generation, Answer(device.life))

    def drain(self, *, now_s: int | None) -> tuple[Outgoing, ...]:
        """Seal everything owed."""
        if not self._due:
            return ()
        due, self._due = self._due, {}
        return tuple(self._seal(session, answer, now_s=now_s) for (_, session), answer in due.items())

    def _seal(self, session: bytes, due: Due, *, now_s: int | None) -> Outgoing:
        device = due.device
        if not self._write_block(session, due):
            self._write_reply(session, due, now_s=now_s)
        cipher = device.keys.down(generation=due.generation, epoch=self._epoch)
        payload = cipher.seal(self._writer.view(), counter=device.down_counter)
        device.down_counter += 1
        return Outgoing(topic=device.down_topic, payload=payload)

    def _write_block(self, session: bytes, due: Due) -> bool:
        ask = due.answer.ask
        data = None if ask is None else self._rollouts.block(due.device, ask)
        if ask is None or data is None:
            return False
        encode_block(self._writer, Block(session, due.counter, ask.version, ask.offset, data))
        return True

    def _write_reply(self, session: bytes, due: Due, *, now_s: int | None) -> None:
        device, (life, flags, settled_min, _) = due.device, due.answer
        settled = max(life.settled, settled_min) if life else settled_min
        configuration = device.configuration
        reply = Reply(
            session=session,
            counter=due.counter,
            life=life.life if life else _NO_LIFE,
            settled=settled,
            seen=max(life.taken, settled) if life else settled,
            time_s=now_s,
            flags=flags,
            configuration=None if device.applied.get(DOWN_CONFIGURATION) == configuration[0] else configuration,
            command=None,
            anchor=self._anchor(device),
            update=self._rollouts.offer(device),
        )
        encode_reply(self._writer, reply)

    def _anchor(self, device: DeviceState) -> Anchor | None:
        """The newest one, until the device echoes one of after its place's last draw: each costs it a flash write."""
        anchor = self._ledger.anchor
        if anchor is None or device.place.holder != device.name:
            return None
        due = max(device.place.row.ledger_index, self._ledger.recovered_index)
        known = device.anchor[0] if device.anchor else 0
        return anchor if known < min(due, anchor[0]) else None
