"""Put this folder on a child's PYTHONPATH: its clock is wrong by WRONG_BY_S seconds."""

import os
import time

_true_time_s = time.time
_wrong_by_s = int(os.environ["WRONG_BY_S"])


def _wrong_time_s() -> float:
    return _true_time_s() + _wrong_by_s


time.time = _wrong_time_s
