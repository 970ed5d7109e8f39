"""From how close people walk to how many pass: Fruin's pedestrian levels of service for walkways."""

from itertools import pairwise

# Where each level of service for walkways ends, (persons per m², people per minute per metre of width), of J.J. Fruin,
# "Designing for pedestrians: a level-of-service concept" (1971), in metric units as others publish them (the flows:
# docs.idigitaltwin.org/docs/peddesign/service-level-analysis). Flow = density × speed, so each row carries the speed
# that Fruin saw: 1.3 m/s where B ends, 1.0 m/s where D ends, 0.6 m/s where E ends; between rows, a straight line.
_WALKWAY = ((0.0, 0.0), (0.31, 23.0), (0.43, 33.0), (0.72, 49.0), (1.08, 66.0), (2.15, 82.0))
DENSITY_MAX = 2.15  # persons per m²; beyond it (level F) fewer pass the fuller it gets, so a count says nothing
# Yellow where level of service C begins, orange D, red E: a start, until the operator has set their own.
START_PER_MIN_PER_M = (33.0, 49.0, 66.0)


def flow_per_min_per_m(density: float) -> float:
    """People a minute per metre of width at this many persons per m². ValueError above DENSITY_MAX or below 0."""
    for (low, flow_low), (high, flow_high) in pairwise(_WALKWAY):
        if low <= density <= high:
            return flow_low + (flow_high - flow_low) * (density - low) / (high - low)
    raise ValueError("no flow for this density")


def density_of(flow_per_min_per_m: float) -> float:
    """The lowest density, in persons per m², at which so many people a minute pass per metre of width."""
    for (low, flow_low), (high, flow_high) in pairwise(_WALKWAY):
        if flow_per_min_per_m <= flow_high:
            return low + (high - low) * (flow_per_min_per_m - flow_low) / (flow_high - flow_low)
    return DENSITY_MAX
