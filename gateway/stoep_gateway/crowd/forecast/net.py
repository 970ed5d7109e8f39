"""Small nets: rows in, logarithm of the ratio to the usual count out. Trained for the least error in people."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats

HIDDEN = (64, 64)
FURTHEST = 3.0  # of the logarithm: twenty times the usual
_BATCH = 2_048
_RATE = 2e-3
_DECAY = 0.1
_DROPPED = 0.1  # share of inputs left out at random while training: the years are few, and a net learns days by heart
_SOFT = 0.05  # of the usual count: errors smaller than this weigh less, which makes the loss smooth
_MOMENT, _SQUARE = 0.9, 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """rows: (n, columns), float16. counted, usual, few: (n,), people in the slot; few is added to both in the ratio."""

    rows: NDArray[np.float16]
    counted: Floats
    usual: Floats
    few: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Nets:
    """Nets of one shape whose mean is taken. mean, scale: (columns,). weights[layer]: (nets, in, out); biases[layer]:
    (nets, 1, out).
    """

    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __call__(self, rows: Floats) -> Floats:
        """(n, columns) -> (n,)."""
        values: Floats = ((rows - self.mean) / self.scale)[None]
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = np.matmul(values, weight) + bias
            if layer < len(self.weights) - 1:
                np.maximum(values, 0, out=values)
        return np.asarray(np.clip(values[..., 0].mean(axis=0), -FURTHEST, FURTHEST), dtype=np.float32)


def fit(samples: Samples, *, nets: int, epochs: int, seed: int, on_progress: Callable[[float], None]) -> Nets:
    """One net after another, each from its own seed. on_progress: share done, after each epoch."""
    some = samples.rows[:: max(1, len(samples.rows) // 50_000)].astype(np.float32)
    mean, scale = some.mean(axis=0), np.maximum(some.std(axis=0), 0.05).astype(np.float32)
    made = []
    for net in range(nets):

        def done(epoch: int, net: int = net) -> None:
            on_progress((net + epoch / epochs) / nets)

        made.append(_one(samples, mean=mean, scale=scale, epochs=epochs, seed=seed + net, on_epoch=done))
    layers = range(len(HIDDEN) + 1)
    return Nets(
        mean=mean, scale=scale, weights=tuple(np.stack([one[0][layer] for one in made]) for layer in layers),
        biases=tuple(np.stack([one[1][layer] for one in made])[:, None] for layer in layers),
    )  # fmt: skip


def _one(
    samples: Samples, *, mean: Floats, scale: Floats, epochs: int, seed: int, on_epoch: Callable[[int], None]
) -> tuple[list[Floats], list[Floats]]:
    """Adam with decayed weights on a rate that falls along a cosine (Loshchilov and Hutter 2019)."""
    chance = np.random.default_rng(seed)
    number, columns = samples.rows.shape
    sizes = (columns, *HIDDEN, 1)
    weights = [_start(chance, size=pair) for pair in pairwise(sizes)]
    weights[-1] *= np.float32(0.1)
    biases = [np.zeros(size, dtype=np.float32) for size in sizes[1:]]
    everything = weights + biases
    moments, squares = [np.zeros_like(one) for one in everything], [np.zeros_like(one) for one in everything]
    batch = min(_BATCH, number)
    steps, step = epochs * (number // batch), 0
    size = float(samples.usual.mean()) + 1
    for epoch in range(epochs):
        order = chance.permutation(number)
        for at in range(0, number - batch + 1, batch):
            chosen = order[at : at + batch]
            inputs = (samples.rows[chosen].astype(np.float32) - mean) / scale
            inputs *= (chance.random(inputs.shape, dtype=np.float32) > _DROPPED) * np.float32(1 / (1 - _DROPPED))
            layers = _forward(inputs, weights=weights, biases=biases)
            usual, few = samples.usual[chosen], samples.few[chosen]
            slope = _slope(layers.pop()[:, 0], counted=samples.counted[chosen], usual=usual, few=few) / (size * batch)
            rate = _RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
            step += 1
            fixed, fixed_square = 1 - _MOMENT**step, 1 - _SQUARE**step
            for which, gradient in enumerate(_backward(slope[:, None], layers=layers, weights=weights)):
                moments[which] += np.float32(1 - _MOMENT) * (gradient - moments[which])
                squares[which] += np.float32(1 - _SQUARE) * (gradient * gradient - squares[which])
                move = np.sqrt(squares[which] / np.float32(fixed_square)) + np.float32(1e-8)
                everything[which] -= np.float32(rate / fixed) * moments[which] / move
                if which < len(weights):
                    everything[which] *= np.float32(1 - rate * _DECAY)
        on_epoch(epoch + 1)
    return weights, biases


def _start(chance: np.random.Generator, *, size: tuple[int, int]) -> Floats:
    return np.asarray(chance.standard_normal(size) * np.sqrt(2 / size[0]), dtype=np.float32)


def _forward(inputs: Floats, *, weights: list[Floats], biases: list[Floats]) -> list[Floats]:
    """Inputs of each layer, and the output last."""
    layers = [inputs]
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        values = layers[-1] @ weight + bias
        if layer < len(weights) - 1:
            np.maximum(values, 0, out=values)
        layers.append(values)
    return layers


def _slope(logs: Floats, *, counted: Floats, usual: Floats, few: Floats) -> Floats:
    """Of the smoothed absolute error in people, by the output."""
    base = usual + few
    forecast = base * np.exp(np.clip(logs, -FURTHEST, FURTHEST))
    error = forecast - few - counted
    return np.asarray(error / np.sqrt(error * error + (_SOFT * base) ** 2) * forecast, dtype=np.float32)


def _backward(slope: Floats, *, layers: list[Floats], weights: list[Floats]) -> list[Floats]:
    """Gradients of all weights, then of all biases. The last slope enters; layers: inputs of each layer."""
    of_weights, of_biases = [], []
    for layer in range(len(weights) - 1, -1, -1):
        of_weights.append(layers[layer].T @ slope)
        of_biases.append(slope.sum(axis=0))
        if layer:
            slope = (slope @ weights[layer].T) * (layers[layer] > 0)
    return of_weights[::-1] + of_biases[::-1]
