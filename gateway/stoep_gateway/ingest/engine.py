"""Take sealed frames, decide on every row, owe replies and offer what is to be committed (SPEC §3–§7)."""

import secrets
from collections.abc import Callable, Mapping

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES, HARMLESS, REFUSED, SENSITIVE, UNCLASSED, Classes
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest.counters import Counters
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.harmless import Harmless
from stoep_gateway.ingest.introductions import introduce, note_extras
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.order import place
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.ingest.people import People
from stoep_gateway.ingest.place import PlaceState, open_place
from stoep_gateway.ingest.policies import Policies
from stoep_gateway.ingest.quota import QUOTA
from stoep_gateway.ingest.replies import Answer, Replies
from stoep_gateway.ingest.rollouts import Rollouts
from stoep_gateway.ingest.status import DeviceStatus, status_of
from stoep_gateway.ingest.straight import Straight
from stoep_gateway.journal.records import CommitBatch, JournalState, StartRow
from stoep_gateway.quick_rows import QuickFrame, read_frame, rows_of
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.registry.device import Device
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, Echo
from stoep_protocol.hello import Hello
from stoep_protocol.master_keys import ledger_key
from stoep_protocol.messages import decode_up
from stoep_protocol.names import up_topic
from stoep_protocol.parse_topic import parse_up_topic
from stoep_protocol.profiles import BUILT_IN, Profile
from stoep_protocol.reply import FLAG_HELLO
from stoep_protocol.rows import Rows
from stoep_protocol.seal import parse_envelope
from stoep_protocol.update import Ask

OLD_LIFE = "old life"
FAULT = "fault"  # a decoder of ours raised what it must not


class Ingest:
    """Pure but for its own memory. now_s: trusted wire time or None; mono_s: seconds on a clock that never goes back.

    memory_bytes bounds what waits for a commit: beyond it frames are not taken and come again.
    """

    def __init__(
        self,
        devices: Mapping[str, Device],
        *,
        master: bytes,
        epoch: bytes,
        policy: PeopleSettings,
        state: JournalState,
        memory_bytes: int,
        classes: Classes = BUILT_IN_CLASSES,
        randbelow: Callable[[int], int] = secrets.randbelow,
    ) -> None:
        self._master = master
        self._epoch = epoch
        self._ring_s = policy.ring_s
        self._state = state
        self._memory_bytes = memory_bytes
        self._classes = classes
        self._kinds = {number: classes.kind_of(profile) for number, profile in BUILT_IN.items()}
        self._counters = Counters()
        self._pending = Pending()
        self._ledger = Ledger(state.ledger, key=ledger_key(master), epoch=epoch)
        self._devices: dict[str, DeviceState] = {}
        self._places: dict[str, PlaceState] = {}
        self._policies = Policies(
            state, settings=policy, ledger=self._ledger, pending=self._pending, places=self._places
        )
        self._people = People(
            schedule=self._policies.schedule,
            randbelow=randbelow,
            counters=self._counters,
            pending=self._pending,
            ledger=self._ledger,
            devices=self._devices,
        )
        self._harmless = Harmless(counters=self._counters, pending=self._pending)
        self._straight = Straight(
            counters=self._counters, pending=self._pending, kinds=self._kinds, memory_bytes=memory_bytes
        )
        self.rollouts = Rollouts()
        self._replies = Replies(epoch=epoch, ledger=self._ledger, rollouts=self.rollouts)
        self._by_topic: dict[str, DeviceState] = {}
        self._out: CommitBatch | None = None
        self._number = 0
        self.set_devices(devices)

    def set_devices(self, devices: Mapping[str, Device]) -> None:
        """Follow the registry. The window of a device that is revoked, gone or moved closes with what there is."""
        active = {name: device for name, device in devices.items() if not device.revoked}
        lives = [row for row in self._state.lives if row.device in active and row.device not in self._devices]
        for name, state in self._devices.items():
            if name not in active or active[name].group != state.place.row.place:
                self._people.leave(state)
        for name, device in active.items():
            place = self._place(device)
            if name in self._devices:
                self._people.hang(self._devices[name], device, place=place)
            else:
                row = self._state.devices.get(name)
                self._devices[name] = DeviceState(device, master=self._master, row=row, place=place)
            if not place.holder and device.profile.is_people:
                place.holder = name
        for life in lives:
            self._devices[life.device].add_life(life)
        self._by_topic = {up_topic(name): self._devices[name] for name in active}
        self.rollouts.set_devices(self._by_topic.values())

    def take(self, arrival: Arrival, *, now_s: int | None, mono_s: float) -> None:
        """Decide on one message. Never raises for anything that arrives."""
        counters = self._counters
        counters.changed = True
        counters.refused_last = None
        topic, payload = arrival
        device = self._by_topic.get(topic)
        if device is None:
            counters.refuse(_topic_reason(topic))
            return
        try:
            envelope = parse_envelope(payload)
            plaintext, generation = device.keys.open(envelope)
            frame = read_frame(plaintext)
        except Exception as error:  # noqa: BLE001 - see _refuse
            self._refuse(error)
            return
        session, counter, _ = envelope
        device.seen_mono_s, device.seen_s = mono_s, now_s
        if generation > device.generation:
            device.use_generation(generation)
            self._pending.add_device(device)
        life = frame and self._straight.take(device, frame, session=session, counter=counter, mono_s=mono_s)
        if life:
            answer = Answer(life)
        else:
            answer = self._judge(
                device,
                plaintext,
                frame=frame,
                session=session,
                counter=counter,
                generation=generation,
                sealed_bytes=len(payload),
                now_s=now_s,
                mono_s=mono_s,
            )
        if session == device.session:
            device.note_frame(session, counter=counter, generation=generation)
        self._replies.owe(device, answer, session=session, counter=counter, generation=generation)

    @property
    def refused(self) -> str | None:
        """Why the message taken last was refused (SPEC §9) or beyond its device's quota, None if it was neither."""
        return self._counters.refused_last

    def tick(self, *, now_s: int | None, mono_s: float) -> None:
        """Call every few seconds: closes windows of devices that were silent longer than their ring holds rows.

        Rollouts whose devices do not come back stop. A policy that has changed is declared for the next UTC midnight.
        """
        self._policies.tick(now_s=now_s)
        self.rollouts.tick(mono_s=mono_s)
        for device in self._devices.values():
            if device.place.windows.is_open and mono_s - device.progress_mono_s > self._ring_s:
                self._people.close(device)

    def replies(self, *, now_s: int | None) -> tuple[Outgoing, ...]:
        """Everything owed to devices, sealed. Call after `take`s and after `committed`."""
        return self._replies.drain(now_s=now_s)

    @property
    def wants_commit(self) -> bool:
        """A window has closed or memory is half full."""
        return self._out is None and (self._pending.urgent or self._pending.size_bytes > self._memory_bytes // 2)

    def batch(self) -> CommitBatch | None:
        """Everything that waits for a commit. None if there is nothing, or while a batch is out."""
        if self._out is not None or (self._pending.is_empty and not self._counters.changed):
            return None
        self._number += 1
        self._counters.changed = False
        start, ledger = self._counters.row(), self._ledger
        self._out = self._pending.take(self._number, start=start, claimed=ledger.claimed, anchor=ledger.head)
        return self._out

    def committed(self, batch: CommitBatch) -> None:
        """The batch that is out is durable. Devices whose rows it settled are told."""
        if batch is not self._out:
            raise ValueError("another batch is out")
        self._out = None
        self._pending.durable()
        if batch.ledger:
            self._ledger.durable(batch.ledger[-1])
        for row in batch.lives:
            device = self._devices[row.device]
            life = device.lives[row.life]
            if row.floor > life.settled:
                life.settled = row.floor
                if life is device.life:
                    self._replies.remind(device)

    @property
    def is_shut(self) -> bool:
        """Whether counts of people wait because the ledger is older than what was released: `stoep ledger recover`."""
        return self._ledger.is_shut

    def counts(self) -> StartRow:
        """Rows and frames since the start, for metrics."""
        return self._counters.row()

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """What may be shown of every device that is not revoked."""
        return tuple(status_of(device) for device in self._by_topic.values())

    def _place(self, device: Device) -> PlaceState:
        if device.group not in self._places:
            known, schedule = self._devices.get(device.name), self._policies.schedule
            before = known.place.row if known else self._state.places.get(device.name)
            self._places[device.group] = open_place(device.group, before=before, state=self._state, schedule=schedule)
        return self._places[device.group]

    def _hear(self, device: DeviceState, echo: Echo | None) -> None:
        """A device gives the ledger's anchor back: what it knows, this gateway must know."""
        if echo is None or echo.anchor_index is None or echo.anchor_mac is None:
            return
        anchor = (echo.anchor_index, echo.anchor_mac)
        if anchor != device.anchor:
            device.anchor = anchor
            self._ledger.hear(anchor)
            self._pending.urgent = self._pending.urgent or self._ledger.is_shut

    def _judge(
        self,
        device: DeviceState,
        plaintext: bytes,
        *,
        frame: QuickFrame | None,
        session: bytes,
        counter: int,
        generation: int,
        sealed_bytes: int,
        now_s: int | None,
        mono_s: float,
    ) -> Answer:
        try:
            message = (frame and rows_of(frame)) or decode_up(plaintext, sealed_bytes=sealed_bytes)
        except Exception as error:  # noqa: BLE001 - see _refuse
            self._refuse(error)
            # Not understood, a hello is still missing: else the device takes its life for closed and draws another.
            return Answer(device.life, flags=0 if device.knows(session) else FLAG_HELLO)
        if isinstance(message, Ask):
            return self._take_ask(device, message, session=session, counter=counter)
        self._hear(device, message.extras.echo)
        if isinstance(message, Hello):
            return self._take_hello(device, message, session=session, counter=counter, generation=generation)
        return self._take_frame(device, message, session=session, counter=counter, now_s=now_s, mono_s=mono_s)

    def _refuse(self, error: Exception) -> None:
        """Count a frame that cannot be read. A decoder's own mistake is no reason to end: nothing was changed yet.

        From here on a mistake does end the gateway, and what is durable decides: half a decision must never be kept.
        """
        self._counters.refuse(error.reason if isinstance(error, DecodeError) else FAULT)

    def _take_hello(
        self, device: DeviceState, hello: Hello, *, session: bytes, counter: int, generation: int
    ) -> Answer:
        refused, answer = introduce(
            device, hello=hello, session=session, counter=counter, generation=generation, epoch=self._epoch
        )
        if refused is not None:
            self._counters.refuse(refused)
        elif answer.life is not None:
            self._pending.add_device(device)
            self._pending.add_life(answer.life)
        return answer

    def _take_ask(self, device: DeviceState, ask: Ask, *, session: bytes, counter: int) -> Answer:
        """A block of an update is wanted, by the newest session; another one gets a reply."""
        life = device.life
        if session != device.session or life is None:
            return Answer(life, flags=0 if device.knows(session) else FLAG_HELLO)
        if counter > life.counter:
            life.counter = counter
            self.rollouts.note_ask(device, ask)
        return Answer(life, ask=ask)

    def _take_frame(
        self, device: DeviceState, rows: Rows, *, session: bytes, counter: int, now_s: int | None, mono_s: float
    ) -> Answer:
        count = len(rows.times)
        self._counters.received += count
        life = device.lives.get(rows.life) if device.knows(session) else None
        if life is None:
            self._counters.not_taken += count
            return Answer(device.life, flags=FLAG_HELLO)
        if session == device.session and counter > life.counter:
            life.counter = counter
            if rows.extras is not NO_EXTRAS and note_extras(device, life=life, extras=rows.extras):
                self._pending.add_device(device)
                self._pending.add_life(life)
        if life is not device.life:
            self._take_old(life, rows)
        elif count:
            profile = device.profile(rows.profile)
            if profile is None or not self._take_rows(device, life, rows, profile=profile, now_s=now_s, mono_s=mono_s):
                self._counters.not_taken += count
                if profile is None or (profile.is_people and not device.introduced):
                    return Answer(life, flags=FLAG_HELLO)
        return Answer(life)

    def _take_rows(
        self,
        device: DeviceState,
        life: Life,
        rows: Rows,
        *,
        profile: Profile,
        now_s: int | None,
        mono_s: float,
    ) -> bool:
        """False when the frame is not taken: it comes again."""
        count = len(rows.times)
        where = place(last=life.taken, first_row=rows.first_row, lag=rows.lag, count=count)
        kind = self._classes.kind_of(profile) if isinstance(profile.id, bytes) else self._kinds[profile.id]
        if not where.taken:
            return False
        if kind == UNCLASSED or len(rows.columns) != len(profile.columns):
            self._counters.refuse(UNCLASSED if kind == UNCLASSED else "profile")
            return False
        if kind == SENSITIVE and not self._may_count(rows, now_s=now_s):
            return False
        if kind == SENSITIVE and where.lost_until > life.taken and not device.introduced:
            return False  # its hello tells whether the rows between were settled by a gateway that this one forgot
        if kind != SENSITIVE and life.held is not None and self._ledger.is_shut:
            return False
        if self._pending.size_bytes >= self._memory_bytes:
            return False
        fresh = count - where.duplicates
        if not device.quota.allows(fresh, mono_s=mono_s):
            self._counters.refuse(QUOTA)
            return False
        self._counters.duplicate += where.duplicates
        if not fresh:
            return True
        device.quota.spend(fresh)
        if kind != SENSITIVE and life.held is not None:
            self._people.close(device)  # it counts people no more; the floor must not stand still below kept rows
        if where.lost_until > life.taken:
            life.lose(until=where.lost_until)
        if kind == REFUSED:
            self._harmless.refuse(life=life, rows=rows, duplicates=where.duplicates)
        elif kind == HARMLESS:
            self._harmless.take(device, life=life, rows=rows, profile=profile, duplicates=where.duplicates)
        elif now_s is not None:
            self._people.take(
                device,
                life=life,
                rows=rows,
                profile=profile,
                duplicates=where.duplicates,
                now_s=now_s,
                mono_s=mono_s,
            )
        return True

    def _may_count(self, rows: Rows, *, now_s: int | None) -> bool:
        """Counts of people enter only under the present epoch, an open ledger, and a clock that tells what is ahead."""
        echo = rows.extras.echo
        return now_s is not None and not self._ledger.is_shut and echo is not None and echo.epoch == self._epoch

    def _take_old(self, life: Life, rows: Rows) -> None:
        """The life is closed: what was not taken before is rejected, and the floor passes it."""
        last_row = rows.first_row + len(rows.times) - 1
        fresh = max(0, min(len(rows.times), last_row - life.taken))
        self._counters.duplicate += len(rows.times) - fresh
        self._counters.rejected += fresh
        if fresh:
            first_row = last_row - fresh + 1
            if first_row - 1 > life.taken:
                life.lose(until=first_row - 1)
            for row in range(first_row, last_row + 1):
                life.reject(OLD_LIFE, row=row)
            self._pending.add_life(life)


def _topic_reason(topic: str) -> str:
    try:
        parse_up_topic(topic)
    except DecodeError as error:
        return error.reason
    return "device"
