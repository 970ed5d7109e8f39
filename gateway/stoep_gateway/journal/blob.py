"""Kept rows and released windows as self-contained blobs: integers as sent, until a back-end needs observations."""

from collections.abc import Sequence
from functools import lru_cache

import cbor2

from stoep_gateway.quick_rows import read_rows
from stoep_gateway.records import WIRE_EPOCH_S, Cell, Observation, Provenance
from stoep_protocol.description import parse_description
from stoep_protocol.errors import DecodeError
from stoep_protocol.messages import decode_up
from stoep_protocol.profiles import BUILT_IN, Profile
from stoep_protocol.rows import Rows

_ROWS = 1
_WINDOW = 2  # without provenance: as stoep wrote it until 0.4
_LETTER = 3
_MESSAGE = 4
_RELEASE = 5
_CELL_AT = {_ROWS: 4, _WINDOW: 3, _RELEASE: 3, _LETTER: 12, _MESSAGE: 2}
# What decoding may raise on bytes that no version of stoep wrote: they may say anything, such as a text for a number.
_UNDECODABLE = (
    cbor2.CBORDecodeError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    DecodeError,
)


class DamagedEntryError(Exception):
    """The blob is not what an entry of this version looks like."""


def encode_rows(
    device: str,
    *,
    profile: int | bytes,
    life: bytes,
    cell: tuple[int, int, int] | None,
    timed: bool,
    rows: int | Sequence[int],
    times: Sequence[int],
    columns: Sequence[Sequence[int | None]],
) -> bytes:
    """rows: the first of consecutive row numbers, else each of them. times: wire seconds; uptime when not timed.

    profile: a built-in one's number, or the description of a maker's own, so that nobody has to remember it.
    """
    return cbor2.dumps((_ROWS, device, profile, life, cell, 1 if timed else 0, rows, times, columns))


def encode_message(device: str, *, cell: tuple[int, int, int] | None, message: bytes) -> bytes:
    """message: rows, all of them kept, as they came; half as long as decoded ones."""
    return append_message(message_head(device, cell=cell), message)


def message_head(device: str, *, cell: tuple[int, int, int] | None) -> bytes:
    """What every `encode_message` of a device begins with; the message as a CBOR byte string is the rest."""
    return cbor2.dumps((_MESSAGE, device, cell, b""))[:-1]


def append_message(head: bytes, message: bytes) -> bytes:
    """An `encode_message` whose head was made before."""
    return head + cbor2.dumps(message)


def encode_window(
    device: str,
    *,
    profile: int,
    cell: tuple[int, int, int] | None,
    start_s: int,
    window_s: int,
    values: Sequence[tuple[int, int]],
    provenance: Provenance,
) -> bytes:
    """values: (column of the profile, released wire integer). start_s: wire time."""
    made = _provenance_fields(provenance)
    return cbor2.dumps((_RELEASE, device, profile, cell, start_s, window_s, values, made))


def expand(blob: bytes, *, position: int) -> tuple[Observation, ...]:
    """The observations of one entry, in a fixed order. DamagedEntryError when it holds something else."""
    try:
        fields = cbor2.loads(blob)
        if fields[0] == _ROWS:
            return _expand_rows(position, *fields[1:])
        if fields[0] in (_RELEASE, _WINDOW):
            return _expand_window(position, *fields[1:])
        if fields[0] == _MESSAGE:
            return _expand_message(position, *fields[1:])
    except _UNDECODABLE as error:
        raise DamagedEntryError(f"entry {position} does not decode") from error
    raise DamagedEntryError(f"entry {position} is of an unknown kind")


def encode_letter(observation: Observation) -> bytes:
    """A dead letter: the released value with all that identifies it."""
    return cbor2.dumps(
        (
            _LETTER,
            observation.position,
            observation.index,
            observation.device,
            observation.profile,
            observation.life,
            observation.row,
            observation.quantity,
            observation.unit,
            observation.value,
            observation.time_s,
            observation.window_s,
            encode_cell(observation.cell),
            observation.provenance and _provenance_fields(observation.provenance),
        )
    )


def decode_letter(blob: bytes) -> Observation:
    """DamagedEntryError when it is none."""
    try:
        fields = cbor2.loads(blob)
        kind, position, index, device, profile, life, row, quantity, unit, value, time_s, window_s, cell = fields[:13]
        made = fields[13] if len(fields) > 13 else None  # until 0.4 there was none
        if kind != _LETTER:
            raise DamagedEntryError("not a dead letter")
        return Observation(
            position=position,
            index=index,
            device=device,
            profile=profile,
            life=life,
            row=row,
            quantity=quantity,
            unit=unit,
            value=value,
            time_s=time_s,
            window_s=window_s,
            cell=_cell(cell),
            provenance=_provenance(made),
        )
    except _UNDECODABLE as error:
        raise DamagedEntryError("a dead letter does not decode") from error


def device_of(blob: bytes) -> str:
    """Whose the entry is, not expanded. DamagedEntryError."""
    return _name(blob, at=1, kinds=(_ROWS, _WINDOW, _RELEASE, _MESSAGE))


def letter_device(blob: bytes) -> str:
    """Whose the dead letter is. DamagedEntryError."""
    return _name(blob, at=3, kinds=(_LETTER,))


def moved(blob: bytes, *, cell: Cell | None) -> bytes:
    """The same entry or dead letter at another place. DamagedEntryError."""
    try:
        fields = list(cbor2.loads(blob))
        fields[_CELL_AT[fields[0]]] = encode_cell(cell)
    except _UNDECODABLE as error:
        raise DamagedEntryError("it does not decode") from error
    return cbor2.dumps(tuple(fields))


def encode_cell(cell: Cell | None) -> tuple[int, int, int] | None:
    """As the encoders want it; kept by the caller, for it is the same in every frame of a device."""
    return None if cell is None else (cell.x_m, cell.y_m, cell.size_m)


def _provenance_fields(provenance: Provenance) -> tuple[str, int, int, int, int]:
    return (
        provenance.epsilon,
        provenance.contribution,
        provenance.k,
        provenance.rounding,
        provenance.covered_s,
    )


def _provenance(fields: tuple[str, int, int, int, int] | None) -> Provenance | None:
    if fields is None:
        return None
    epsilon, contribution, k, rounding, covered_s = fields
    return Provenance(epsilon=epsilon, contribution=contribution, k=k, rounding=rounding, covered_s=covered_s)


def _cell(fields: Sequence[int] | None) -> Cell | None:
    if fields is None:
        return None
    x_m, y_m, size_m = fields
    return Cell(x_m=x_m, y_m=y_m, size_m=size_m)


def _name(blob: bytes, *, at: int, kinds: tuple[int, ...]) -> str:
    try:
        fields = cbor2.loads(blob)
        if fields[0] not in kinds:
            raise DamagedEntryError("of an unknown kind")
        return str(fields[at])
    except _UNDECODABLE as error:
        raise DamagedEntryError("it does not decode") from error


def _profile(profile: int | bytes) -> tuple[Profile, tuple[int, ...]]:
    found = BUILT_IN[profile] if isinstance(profile, int) else _described(profile)
    return found, tuple(10**column.decimals for column in found.columns)


@lru_cache(maxsize=64)
def _described(description: bytes) -> Profile:
    return parse_description(description)


def _expand_rows(
    position: int,
    device: str,
    profile_id: int | bytes,
    life: bytes,
    cell_fields: Sequence[int] | None,
    clock: int,
    rows: int | Sequence[int],
    times: Sequence[int],
    columns: Sequence[Sequence[int | None]],
) -> tuple[Observation, ...]:
    profile, divisors = _profile(profile_id)
    cell, life_hex = _cell(cell_fields), life.hex()
    numbers = range(rows, rows + len(times)) if isinstance(rows, int) else rows
    observations: list[Observation] = []
    for place, (row, time_s) in enumerate(zip(numbers, times, strict=True)):
        for column, divisor, values in zip(profile.columns, divisors, columns, strict=True):
            value = values[place]
            if value is None:
                continue
            observations.append(
                Observation(
                    position=position,
                    index=len(observations),
                    device=device,
                    profile=profile.name,
                    life=life_hex,
                    row=row,
                    quantity=column.quantity,
                    unit=column.unit,
                    value=value / divisor,
                    time_s=time_s + WIRE_EPOCH_S if clock else None,
                    cell=cell,
                )
            )
    return tuple(observations)


def _expand_message(
    position: int, device: str, cell_fields: Sequence[int] | None, message: bytes
) -> tuple[Observation, ...]:
    rows = read_rows(message) or decode_up(message, sealed_bytes=len(message))
    if not isinstance(rows, Rows):
        raise DamagedEntryError(f"entry {position} holds another message than rows")
    return _expand_rows(
        position, device, rows.profile, rows.life, cell_fields, rows.clock, rows.first_row, rows.times, rows.columns
    )


def _expand_window(
    position: int,
    device: str,
    profile_id: int,
    cell_fields: Sequence[int] | None,
    start_s: int,
    window_s: int,
    values: Sequence[tuple[int, int]],
    made: tuple[str, int, int, int, int] | None = None,
) -> tuple[Observation, ...]:
    profile, divisors = _profile(profile_id)
    cell, provenance = _cell(cell_fields), _provenance(made)
    return tuple(
        Observation(
            position=position,
            index=index,
            device=device,
            profile=profile.name,
            life="",
            row=0,
            quantity=profile.columns[column].quantity,
            unit=profile.columns[column].unit,
            value=value / divisors[column],
            time_s=start_s + WIRE_EPOCH_S,
            window_s=window_s,
            cell=cell,
            provenance=provenance,
        )
        for index, (column, value) in enumerate(values)
    )
