"""Figures that tell one fault of a line from another, over its newest hours."""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Flags, Floats
from stoep_gateway.crowd.line_usual import HourlyLines

_TELLING = 20.0  # people expected in an hour that can tell anything
_RECENT_H = 72  # not part of "before": the fault may be there already
_TWICE = (0.4, 1.05)  # log of 1.5 to 2.9 times
_CALM_OFF, _CALM_JITTER = 0.05, 0.03  # differences that even the most regular line has


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """(lines,) each, hours weighed by the people expected. telling_h: hours that can tell.

    off: mean distance from the expected, as a logarithm; off_before: the same of weeks before; off_times: how often
    that. jitter: mean distance of an hour from its two neighbours; jitter_times. twice: share that is about double.
    shift_gain: share of the people that fit better when the clock is put an hour on or back; shift_left: share of the
    misfit that is left then.
    """

    telling_h: Floats
    off: Floats
    off_before: Floats
    off_times: Floats
    jitter: Floats
    jitter_times: Floats
    twice: Floats
    shift_gain: Floats
    shift_left: Floats


def signs(hours: HourlyLines, *, window_h: int) -> Signs:
    """Of the newest window_h hours."""
    telling = (hours.expected >= _TELLING) & ~np.isnan(hours.off)
    weight = np.where(telling, hours.expected, 0).astype(np.float32)
    off = np.nan_to_num(hours.off)
    jitter = np.zeros_like(off)
    jitter[1:-1] = np.abs(off[1:-1] - (off[2:] + off[:-2]) / 2)
    now, before = slice(-window_h, None), slice(0, -_RECENT_H)
    off_now, off_before = _mean(np.abs(off), weight, now), _mean(np.abs(off), weight, before)
    jitter_now, jitter_before = _mean(jitter, weight, now), _mean(jitter, weight, before)
    is_twice = ((off > _TWICE[0]) & (off < _TWICE[1])).astype(np.float32)
    gain, left = _shifted(hours, telling, now)
    return Signs(
        telling_h=telling[now].sum(axis=0).astype(np.float32), off=off_now, off_before=off_before,
        off_times=off_now / (off_before + _CALM_OFF), jitter=jitter_now,
        jitter_times=jitter_now / (jitter_before + _CALM_JITTER), twice=_mean(is_twice, weight, now),
        shift_gain=gain, shift_left=left,
    )  # fmt: skip


def _mean(values: Floats, weight: Floats, part: slice) -> Floats:
    total: Floats = (values * weight)[part].sum(axis=0) / np.maximum(weight[part].sum(axis=0), 1e-6)
    return total


def _shifted(hours: HourlyLines, telling: Flags, now: slice) -> tuple[Floats, Floats]:
    counted = np.nan_to_num(hours.counted)[now]
    is_used, expected = telling[now], np.nan_to_num(hours.expected)
    flow = (counted * is_used).sum(axis=0)
    level = flow / np.maximum((expected[now] * is_used).sum(axis=0), 1e-6)

    def misfit(shift: int) -> Floats:
        moved = np.roll(expected, shift, axis=0)[now]
        return np.asarray((np.abs(counted - level * moved) * is_used).sum(axis=0))

    plain, best = misfit(0), np.minimum(misfit(1), misfit(-1))
    gain, left = (plain - best) / np.maximum(flow, 1e-6), best / np.maximum(plain, 1e-6)
    return gain.astype(np.float32), left.astype(np.float32)
