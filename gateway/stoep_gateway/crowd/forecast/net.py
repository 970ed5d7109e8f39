"""Small nets: rows in, logarithm of the ratio to the usual count out. Trained for the least error in people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.ridge import Lines
from stoep_gateway.crowd.forecast.samples import Samples
from stoep_gateway.crowd.forecast.slots import Ints

HIDDEN = (128, 64)
FURTHEST = 3.0  # of the logarithm: twenty times the usual
_BATCH = 2_048
_RATE = 2e-3
_DECAY = 1.0
_DROPPED = 0.1  # share of inputs left out at random while training: the years are few, and a net learns days by heart
_WHO = 4.0  # input of a place's own column, about as large as a rare flag is once scaled
_SOFT = 0.05  # of the usual count: errors smaller than this weigh less, which makes the loss smooth
_MOMENT, _SQUARE = 0.9, 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Nets:
    """Nets of one shape whose mean is taken. Their inputs: a row's columns, what lines say, which place it is.

    mean, scale: (inputs without places,). weights[layer]: (nets, in, out); biases[layer]: (nets, 1, out). own: (nets,
    places, out of layer 0), what a place trained on adds there.
    """

    mean: Floats
    scale: Floats
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    own: Floats

    def __call__(self, rows: Floats, *, lines: Floats, who: Ints) -> Floats:
        """rows: (n, columns); lines, who: (n,), who as in Lines.both -> (n,)."""
        used = np.flatnonzero(rows.any(axis=0))  # without weather or events many columns are nothing
        inputs = np.concatenate([rows[:, used], lines[:, None]], axis=1)
        columns = np.append(used, rows.shape[1])
        stretches = self._stretches(who)
        total = np.zeros(len(rows), dtype=np.float32)
        for net in range(len(self.weights[0])):  # one at a time: what it works on fits a cache
            first = self.weights[0][net] / self.scale[:, None]
            values: Floats = inputs @ first[columns]
            values += self.biases[0][net] - self.mean @ first
            self._add_own(values, net=net, who=who, edges=stretches)
            for weight, bias in zip(self.weights[1:], self.biases[1:], strict=True):
                np.maximum(values, 0, out=values)
                values = values @ weight[net]
                values += bias[net]
            total += values[:, 0]
        return np.asarray(np.clip(total / np.float32(len(self.weights[0])), -FURTHEST, FURTHEST))

    def _stretches(self, who: Ints) -> Ints:
        """Where another place's rows begin, and the end."""
        return np.flatnonzero(np.diff(who, prepend=-2, append=-2))

    def _add_own(self, values: Floats, *, net: int, who: Ints, edges: Ints) -> None:
        """In place. Rows of one place mostly stand together: one sum a stretch, or one for all that are as long."""
        if not self.own.shape[1]:
            return
        lengths = np.diff(edges)
        if len(edges) > len(who) // 4:
            values += self._own(net, who=who)
        elif (lengths == lengths[:1]).all():
            values.reshape(len(lengths), -1, values.shape[1])[:] += self._own(net, who=who[edges[:-1]])[:, None]
        else:
            for start, end in pairwise(edges):
                if who[start] >= 0:
                    values[start:end] += self.own[net, who[start]]

    def _own(self, net: int, *, who: Ints) -> Floats:
        return np.where((who >= 0)[:, None], self.own[net, np.maximum(who, 0)], np.float32(0))


def fit_nets(
    samples: Samples,
    *,
    lines: Lines,
    places: int,
    nets: int,
    epochs: int,
    seed: int,
    on_progress: Callable[[float], None],
) -> Nets:
    """One net after another, each from its own seed. on_progress: share done, after each epoch."""
    step = 50_000
    said = [lines(samples.rows[at : at + step].astype(np.float32)) for at in range(0, len(samples.rows), step)]
    batches = _Batches(samples, lines=np.concatenate(said), places=places)
    made = []
    for net in range(nets):

        def done(epoch: int, net: int = net) -> None:
            on_progress((net + epoch / epochs) / nets)

        made.append(_one(batches, epochs=epochs, seed=seed + net, on_epoch=done))
    weights = [np.stack([one[0][layer] for one in made]) for layer in range(len(HIDDEN) + 1)]
    columns = len(batches.mean)
    return Nets(
        mean=batches.mean, scale=batches.scale, weights=(weights[0][:, :columns], *weights[1:]),
        biases=tuple(np.stack([one[1][layer] for one in made])[:, None] for layer in range(len(HIDDEN) + 1)),
        own=weights[0][:, columns:] * np.float32(_WHO),
    )  # fmt: skip


class _Batches:
    """Inputs, scaled, in batches of a random order."""

    def __init__(self, samples: Samples, *, lines: Floats, places: int) -> None:
        self.samples, self._lines = samples, lines
        some = slice(None, None, max(1, len(lines) // 50_000))
        shown = np.concatenate([samples.rows[some].astype(np.float32), lines[some, None]], axis=1)
        self.mean, self.scale = shown.mean(axis=0), np.maximum(shown.std(axis=0), 0.05).astype(np.float32)
        self.inputs = len(self.mean) + places
        self.size = min(_BATCH, len(lines))
        self.number = len(lines) // self.size

    def __call__(self, chance: np.random.Generator) -> Iterator[tuple[Ints, Floats]]:
        """(which samples, their inputs), once through all but a rest."""
        order, columns = chance.permutation(len(self._lines)), len(self.mean)
        for at in range(self.number):
            chosen = order[at * self.size : (at + 1) * self.size]
            inputs = np.zeros((self.size, self.inputs), dtype=np.float32)
            inputs[:, : columns - 1] = self.samples.rows[chosen]
            inputs[:, columns - 1] = self._lines[chosen]
            inputs[:, :columns] -= self.mean
            inputs[:, :columns] /= self.scale
            inputs[np.arange(self.size), columns + self.samples.place[chosen]] = _WHO
            inputs *= (chance.random(inputs.shape, dtype=np.float32) > _DROPPED) * np.float32(1 / (1 - _DROPPED))
            yield chosen, inputs


def _one(
    batches: _Batches, *, epochs: int, seed: int, on_epoch: Callable[[int], None]
) -> tuple[list[Floats], list[Floats]]:
    """Adam with decayed weights on a rate that falls along a cosine (Loshchilov and Hutter 2019)."""
    chance, samples = np.random.default_rng(seed), batches.samples
    weights = [_start(chance, size=pair) for pair in pairwise((batches.inputs, *HIDDEN, 1))]
    weights[-1] *= np.float32(0.1)
    biases = [np.zeros(size, dtype=np.float32) for size in (*HIDDEN, 1)]
    everything = weights + biases
    moments, squares = [np.zeros_like(one) for one in everything], [np.zeros_like(one) for one in everything]
    steps, step = epochs * batches.number, 0
    people = batches.size * (float(samples.usual.mean()) + 1)
    for epoch in range(epochs):
        for chosen, inputs in batches(chance):
            layers = _forward(inputs, weights=weights, biases=biases)
            usual, few, counted = samples.usual[chosen], samples.few[chosen], samples.counted[chosen]
            slope = _slope(layers.pop()[:, 0], counted=counted, usual=usual, few=few) / np.float32(people)
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
