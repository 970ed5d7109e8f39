"""What the gateway knows of one device between two frames."""

from stoep_gateway.ingest.downlinks import configuration
from stoep_gateway.ingest.keys import DeviceKeys
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.place import PlaceState
from stoep_gateway.ingest.quota import Quota
from stoep_gateway.journal.blob import encode_cell, message_head
from stoep_gateway.journal.records import DeviceRow, LifeRow
from stoep_gateway.registry.device import Device
from stoep_protocol.description import parse_description
from stoep_protocol.names import down_topic
from stoep_protocol.profiles import BUILT_IN, Profile

_SESSIONS_MAX = 64  # earlier sessions remembered, so that an old hello stays stale


class DeviceState:
    """Identity and lives of one device, and the place where it hangs; changed by ingest only."""

    def __init__(self, device: Device, *, master: bytes, row: DeviceRow | None, place: PlaceState) -> None:
        self.name = device.name
        self.down_topic = down_topic(device.name)
        self.keys = DeviceKeys(device.name, master=master)
        self.quota = Quota(sample_s=device.sample_s)
        self.lives: dict[bytes, Life] = {}
        row = row or DeviceRow(device=device.name)
        self.generation = row.generation
        self.board_id = row.board_id
        self.board_generation = row.board_generation
        self.session = row.session
        self.past_sessions = row.past_sessions
        self.sample_s = row.sample_s
        self.applied = dict(row.applied)
        self.life: Life | None = None
        self.life_id = row.life
        self.own: dict[bytes, Profile] = {}  # its makers' profiles, as its newest hello described them
        self.introduced = False  # whether a hello was taken since the gateway started
        self.anchor: tuple[int, bytes] | None = None  # the ledger's newest that it has echoed
        self.last_frame: tuple[bytes, int, int] | None = None  # (session, counter, generation) of the present session
        self.progress_mono_s = 0.0  # when a row last showed how far the device is
        self.seen_mono_s: float | None = None
        self.seen_s: int | None = None
        self.firmware = ""
        self.battery_mv: int | None = None
        self.waiting: int | None = None
        self.refused_clone = False
        self.down_counter = 0
        self.enrol(device, place=place)

    def enrol(self, device: Device, *, place: PlaceState) -> None:
        """Take over what the registry says now."""
        self.device = device
        self.place = place
        self.cell = encode_cell(device.cell)
        self.message_head = message_head(device.name, cell=self.cell)
        self.configuration = configuration(sample_s=device.sample_s, send_s=device.send_s)
        self.quota.sample_s = device.sample_s
        self.keys.accept(newest=device.generation, opened=self.generation)

    def use_generation(self, generation: int) -> None:
        """A frame has opened under a newer generation: the one before is refused from now on."""
        self.generation = generation
        self.keys.accept(newest=self.device.generation, opened=generation)

    def add_life(self, row: LifeRow) -> Life:
        """Know a life; it becomes the present one if the device's hello named it."""
        life = self.lives[row.life] = Life(row)
        if row.life == self.life_id:
            self.life = life
        return life

    def open_life(self, life_id: bytes) -> Life:
        """A hello names a life never seen: the others are closed from now on."""
        self.life_id = life_id
        return self.add_life(LifeRow(device=self.name, life=life_id))

    def begin_session(self, session: bytes) -> None:
        """A hello of a session never seen: the one before is past."""
        if self.session is not None:
            self.past_sessions = (*self.past_sessions, self.session)[-_SESSIONS_MAX:]
        self.session = session

    def note_frame(self, session: bytes, *, counter: int, generation: int) -> None:
        """Remember which frame of the present session a reply may echo."""
        last = self.last_frame
        if last is None or last[0] != session or counter > last[1]:
            self.last_frame = (session, counter, generation)

    def describe(self, profiles: tuple[int | bytes, ...]) -> None:
        """A hello was taken: what its ring holds."""
        described = [parse_description(profile) for profile in profiles if isinstance(profile, bytes)]
        self.own = {profile.id: profile for profile in described if isinstance(profile.id, bytes)}

    def profile(self, profile_id: int | bytes) -> Profile | None:
        """None: a maker's own that its hello has not described."""
        return BUILT_IN[profile_id] if isinstance(profile_id, int) else self.own.get(profile_id)

    def knows(self, session: bytes) -> bool:
        """Whether a hello of that session was taken."""
        return session == self.session or session in self.past_sessions

    def row(self) -> DeviceRow:
        """What the journal keeps of it."""
        return DeviceRow(
            device=self.name,
            generation=self.generation,
            board_id=self.board_id,
            board_generation=self.board_generation,
            life=self.life_id,
            session=self.session,
            past_sessions=self.past_sessions,
            sample_s=self.sample_s,
            applied=dict(self.applied),
        )
