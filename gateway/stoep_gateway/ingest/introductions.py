"""Hellos and other word of a device's own state: believe it, or refuse it as a clone or stale (SPEC §4, §7)."""

from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.replies import Answer
from stoep_protocol.extras import Extras
from stoep_protocol.hello import Hello
from stoep_protocol.padding import has_people
from stoep_protocol.reply import FLAG_CLONE, FLAG_HELLO

CLONE = "clone"
STALE = "stale"
LIVES = "lives"

_LIVES_MAX = 1000  # a device; each is remembered for ever, so that none comes twice: a wipe a day takes three years


def introduce(
    device: DeviceState, *, hello: Hello, session: bytes, counter: int, generation: int, epoch: bytes
) -> tuple[str | None, Answer]:
    """(None, answer) when the hello is taken or asked for again, else (reason, answer) with a life that is not new."""
    if device.board_generation == generation and device.board_id != hello.board_id:
        device.refused_clone = True
        return CLONE, Answer(device.life, flags=FLAG_CLONE)
    if session in device.past_sessions:
        return STALE, Answer(device.life)
    if session == device.session and device.life is not None and counter <= device.life.counter:
        return STALE, Answer(device.life)
    life = device.lives.get(hello.life)
    if life is not None and life is not device.life:
        # A closed life: an old image in the flash, or an old hello sent again. Told that its rows are all settled,
        # an honest device draws a new life; nothing else may close the present one.
        return STALE, Answer(life, settled_min=hello.next_row)
    if life is not None and session != device.session and hello.next_row <= life.settled:
        # The same of the present life: restored flash, or a hello from before the sessions that are remembered.
        return STALE, Answer(life, settled_min=hello.next_row)
    if life is None:
        if len(device.lives) >= _LIVES_MAX:
            return LIVES, Answer(device.life)
        echo = hello.extras.echo
        if device.life is not None and (echo is None or echo.epoch != epoch):
            # It would close the present life: somebody may have held this hello back for long.
            return None, Answer(device.life, flags=FLAG_HELLO)
        life = device.open_life(hello.life)
    if generation != device.board_generation:
        device.applied.clear()  # by a board that was flashed anew since, or by another one
    device.board_id = hello.board_id
    device.board_generation = generation
    if session != device.session:
        device.begin_session(session)
    life.counter = counter
    device.sample_s = hello.sample_s
    device.firmware = hello.firmware
    device.describe(hello.profiles)
    device.refused_clone = False
    device.introduced = True
    settled = min(hello.settled, hello.next_row - 1)
    if has_people(hello.profiles) and settled > life.taken:
        # It has erased these rows because a gateway said so: this one was put back from an older copy.
        life.forget(until=settled)
    note_extras(device, life=life, extras=hello.extras)
    return None, Answer(life)


def note_extras(device: DeviceState, *, life: Life, extras: Extras) -> bool:
    """Word of the newest session, counter rising. True if something that outlives a restart has changed."""
    changed = False
    health = extras.health
    if health is not None:
        device.battery_mv = health.battery_mv
        device.waiting = health.waiting
        if health.dropped > life.device_dropped:
            life.device_dropped = health.dropped
            changed = True
    if extras.versions is not None:
        for kind, version in extras.versions.items():
            if device.applied.get(kind) != version:
                device.applied[kind] = version
                changed = True
    return changed
