"""Descriptions of a maker's own profiles, in flash as long as the ring holds rows of them."""

import os

from stoep_firmware.segment import profile_word
from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.limits import MAX_DESCRIPTION_BYTES
from stoep_protocol.profiles import id_of

if TYPE_CHECKING:
    from stoep_protocol.profiles import Profile

END = ".profile"


class OwnProfiles:
    """Files `xd3cd24c4.profile` in the folder. ids, descriptions: of those asked for. OSError: the flash refuses."""

    def __init__(self, folder: str) -> None:
        self._dir = folder
        self.ids: "list[bytes]" = []
        self.descriptions: "list[bytes]" = []

    def keep(self, profile: "Profile") -> int:
        """Its place in `ids`. Its file is there when this returns."""
        from stoep_protocol.own_profile import describe

        profile_id, columns = bytes(profile.id), len(profile.columns)
        place = self.place_of(profile_id, column_count=columns)
        if place < 0:
            path = self._path(profile_id)
            with open(path + ".new", "wb") as file:
                file.write(describe(profile))
            os.rename(path + ".new", path)
            place = self.place_of(profile_id, column_count=columns)
        return place

    def place_of(self, profile_id: bytes, *, column_count: int) -> int:
        """The place in `ids` of a profile with so many columns, -1 when there is no sound description of it."""
        if profile_id not in self.ids:
            try:
                with open(self._path(profile_id), "rb") as file:
                    description = file.read(MAX_DESCRIPTION_BYTES + 1)
            except OSError:
                return -1
            if id_of(description) != profile_id or len(decode(description)[0][1]) != column_count:
                return -1
            self.ids.append(profile_id)
            self.descriptions.append(description)
        return self.ids.index(profile_id)

    def forget_others(self) -> None:
        """Erase descriptions that nobody has asked for since the start."""
        kept = [profile_word(profile_id) + END for profile_id in self.ids]
        for name in os.listdir(self._dir):
            if name.endswith(END) and name not in kept:
                os.remove(self._dir + "/" + name)

    def _path(self, profile_id: bytes) -> str:
        return self._dir + "/" + profile_word(profile_id) + END
