"""Which devices pad their frames, and how long their hello is then (SPEC §4, §5)."""

from stoep_protocol.limits import MAX_FRAME_BYTES, PEOPLE_FRAME_BYTES

_PEOPLE = (4, 23)  # those of profiles.BUILT_IN; a board that only sends has no need to load them all


def is_people(profile_id: "int | bytes") -> bool:
    """Whether frames of that profile are padded and echo the epoch: no maker's own profile's are."""
    return type(profile_id) is int and profile_id in _PEOPLE


def has_people(profiles: "tuple[int | bytes, ...]") -> bool:
    """Whether a device with these profiles pads its frames and echoes the epoch."""
    for profile in profiles:
        if is_people(profile):
            return True
    return False


def hello_bytes(profiles: "tuple[int | bytes, ...]") -> int:
    """How long the sealed hello of a device with these profiles must be, 0 for any length."""
    if not has_people(profiles):
        return 0
    for profile in profiles:
        if type(profile) is bytes:
            return MAX_FRAME_BYTES
    return PEOPLE_FRAME_BYTES
