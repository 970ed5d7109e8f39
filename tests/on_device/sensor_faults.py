"""Every fault of every sensor gives its hint and costs its own columns only. Prints ok."""

import asyncio
import gc

from support.sensor_faults import CASES, check

for case in CASES:
    asyncio.run(check(case))
    gc.collect()
print("ok")
