"""Exit codes of a boot: how the board starts again. The VM ends with them, the host reads them."""

SOFT_RESET_TO_RAW = 10
SOFT_RESET = 11
RESET = 20
DEEP_SLEEP = 30
POWER_CUT = 99
