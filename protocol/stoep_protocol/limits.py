"""Bounds of the wire (SPEC §1, §5, §7)."""

MAX_INT = 2**30 - 1  # a small int on a 32-bit MicroPython board: no allocation, no big integers
NULL = -(2**30)  # "not measured" in integer arrays; no wire integer reaches it
MAX_FRAME_BYTES = 1024
PEOPLE_FRAME_BYTES = 128
PEOPLE_FRAME_ROWS = 5
WINDOW_FRAMES = 4  # frames in flight after the first reply of a wake

SESSION_BYTES = 8  # also the size of an epoch: both are a COSE kid
LIFE_BYTES = 4
ANCHOR_MAC_BYTES = 8
MAX_BOARD_ID_BYTES = 8
MAX_FIRMWARE_CHARS = 20
MAX_PROFILES = 4
MAX_OWN_PROFILES = 2  # described in one hello
PROFILE_ID_BYTES = 4
MAX_COLUMNS = 16
MAX_DESCRIPTION_BYTES = 400  # two of them, everything else and the seal fit a frame
MAX_DEVICE_ID_CHARS = 32
SIGNATURE_BYTES = 384  # of an update: RSA-3072
