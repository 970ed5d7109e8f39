"""Training in a process of its own: `python -m stoep_gateway.analyst.training`, history in, model out, at low priority.

What it holds in memory goes with it, and rounds go on meanwhile. Nothing is written: killed, it was never there.
"""

import asyncio
import io
import os
import sys
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.training import train
from stoep_gateway.errors import RetryableError

_SEED = 7
_LEAST_IMPORTANT = 19  # nice(1)
_ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # the others are for the gateway
_TIMEOUT_S = 6 * 3600.0
_EXIT_S = 10.0
_SAID_MAX = 200


async def trained(history: History, *, previous: Forecaster) -> Forecaster:
    """RetryableError: it did not come to an end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # the folder where stoep was started is none of its business
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **_ONE_CORE},
    )
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            model, said = await process.communicate(pack(history, previous=previous))
    except TimeoutError as error:
        raise RetryableError(f"training took longer than {_TIMEOUT_S / 3600:g} hours") from error
    finally:
        if process.returncode is None:
            process.kill()
            async with asyncio.timeout(_EXIT_S):
                await process.wait()
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2][:_SAID_MAX]
        raise RetryableError(f"training ended with code {process.returncode} ({last or 'killed'})")
    try:
        return Forecaster.from_bytes(model)
    except ValueError as error:
        raise RetryableError(f"training gave no model ({error})") from error


def pack(history: History, *, previous: Forecaster) -> bytes:
    """For `unpack`."""
    buffer = io.BytesIO()
    nothing = np.empty((0, 0), dtype=np.float32)
    np.savez(
        buffer,
        counts=history.counts,
        hidden=history.hidden,
        noise=history.noise,
        grid=np.array([history.slot_s, history.start_s], dtype=np.int64),
        zone=np.array(history.zone.key),
        places=np.array(history.places),
        public_holiday=_days(history.public_holiday),
        school_holiday=_days(history.school_holiday),
        previous=np.frombuffer(previous.to_bytes(), dtype=np.uint8),
        events=nothing if history.events is None else history.events,
        weather=nothing if history.weather is None else history.weather,
    )
    return buffer.getvalue()


def unpack(data: bytes) -> tuple[History, Forecaster]:
    """What `pack` made."""
    with np.load(io.BytesIO(data), allow_pickle=False) as found:
        slot_s, start_s = (int(number) for number in found["grid"])
        history = History(
            slot_s=slot_s,
            start_s=start_s,
            zone=ZoneInfo(str(found["zone"])),
            places=tuple(str(place) for place in found["places"]),
            counts=found["counts"],
            hidden=found["hidden"],
            noise=found["noise"],
            public_holiday=frozenset(date.fromordinal(int(day)) for day in found["public_holiday"]),
            school_holiday=frozenset(date.fromordinal(int(day)) for day in found["school_holiday"]),
            events=found["events"] if len(found["events"]) else None,
            weather=found["weather"] if len(found["weather"]) else None,
        )
        return history, Forecaster.from_bytes(found["previous"].tobytes())


def _days(days: frozenset[date]) -> "np.typing.NDArray[np.int64]":
    return np.array(sorted(day.toordinal() for day in days), dtype=np.int64)


def main() -> None:
    """In the child: until the model is written, or the parent is gone."""
    os.nice(_LEAST_IMPORTANT)
    parent = os.getppid()

    def look(_: float) -> None:
        if os.getppid() != parent:
            raise SystemExit("the analyst is gone")

    history, previous = unpack(sys.stdin.buffer.read())
    model = train(history, previous=previous, seed=_SEED, on_progress=look)
    sys.stdout.buffer.write(model.to_bytes())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
