"""Why an update ends without running, in words for a maker."""

from stoep_protocol.update import CRASHED, DAMAGED, FORGED, NO_ROOM, OLDER, UNREACHABLE, WRONG_BOARD

WHY = {
    FORGED: "refused: it is signed with none of this device's keys",
    DAMAGED: "refused: it is damaged or cut short",
    OLDER: "refused: it is older than what ran here already",
    WRONG_BOARD: "refused: it is for another chip or another MicroPython",
    NO_ROOM: "refused: no room for it in flash",
    CRASHED: "given up: it did not run, and the version before is back",
    UNREACHABLE: "given up: it reached no gateway, and the version before is back",
}
