"""Give what one back-end is sent the names that it knows devices by."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from stoep_gateway.anonymise.pseudonyms import Pseudonyms
from stoep_gateway.errors import RetryableError
from stoep_gateway.forward.batch import NO_TIME, Batch
from stoep_gateway.records import Observation

GONE = "pseudonym gone"


class Keys(Protocol):
    """Keys by period; `supervise.period_keys.PeriodKeys` is one."""

    async def get(self, periods: Iterable[str]) -> Mapping[str, bytes]:
        """Those that are not destroyed. RetryableError: not to be had now."""
        ...


async def rename(batch: Batch, *, pseudonyms: Pseudonyms, keys: Keys) -> Batch:
    """RetryableError like `Keys.get`."""
    periods = {pseudonyms.period_of(one.time_s) for one in batch.observations if one.time_s is not None}
    try:
        return renamed(batch, pseudonyms=pseudonyms, keys=await keys.get(periods))
    except RetryableError as error:
        raise RetryableError(f"back-end {pseudonyms.purpose}: {error}") from error


def renamed(batch: Batch, *, pseudonyms: Pseudonyms, keys: Mapping[str, bytes]) -> Batch:
    """Pure. What has no time belongs to no period, and what is of one whose key is gone can get no name: withheld."""
    originals: list[Observation] = []
    observations: list[Observation] = []
    withheld = dict(batch.withheld)
    for original, observation in zip(batch.originals, batch.observations, strict=True):
        key = None if observation.time_s is None else keys.get(pseudonyms.period_of(observation.time_s))
        if key is None:
            reason = NO_TIME if observation.time_s is None else GONE
            withheld[reason] = withheld.get(reason, 0) + 1
            continue
        originals.append(original)
        observations.append(pseudonyms.rename(observation, key=key))
    return replace(batch, observations=tuple(observations), originals=tuple(originals), withheld=withheld)
