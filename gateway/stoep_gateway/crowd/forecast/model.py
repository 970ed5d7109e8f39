"""The trained model: lines and nets, and the mean of both."""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.net import FURTHEST, Nets
from stoep_gateway.crowd.forecast.ridge import Lines
from stoep_gateway.crowd.forecast.slots import Ints

_LINES, _NETS = 0.3, 0.7  # chosen on 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """places: those trained on, by name; others are forecast by what all places have in common."""

    places: tuple[str, ...]
    lines: Lines
    nets: Nets

    def who(self, places: tuple[str, ...]) -> Ints:
        """(len(places),): index among those trained on, -1 for a place that was not."""
        return np.array([self.places.index(place) if place in self.places else -1 for place in places], dtype=np.int64)

    def __call__(self, rows: Floats, *, who: Ints) -> Floats:
        """rows: (n, len(ROW)); who: (n,) -> (n,), logarithm of the forecast's ratio to the usual."""
        of_all, of_places = self.lines.both(rows, who=who)
        nets = self.nets(rows, lines=of_all, who=who)
        return np.asarray(_NETS * nets + _LINES * np.clip(of_places, -FURTHEST, FURTHEST), dtype=np.float32)

    def of_nobody(self) -> "Model":
        """Without what is a place's own: what may be shipped and used anywhere."""
        lines = Lines(mean=self.lines.mean, scale=self.lines.scale, all=self.lines.all, own=self.lines.own[:, :0])
        nets = Nets(
            mean=self.nets.mean, scale=self.nets.scale, weights=self.nets.weights, biases=self.nets.biases,
            own=self.nets.own[:, :0],
        )  # fmt: skip
        return Model(places=(), lines=lines, nets=nets)
