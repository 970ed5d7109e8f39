"""A forecaster's state as bytes: an npz archive of plain arrays, read without pickle."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.distribution import PROBES
from stoep_gateway.crowd.forecast.model import Model
from stoep_gateway.crowd.forecast.net import Nets
from stoep_gateway.crowd.forecast.record import Record
from stoep_gateway.crowd.forecast.ridge import COLUMNS, HOURS, Lines
from stoep_gateway.crowd.forecast.rows import ROW
from stoep_gateway.crowd.forecast.spread import BINS, GROUP_HOURS, Spread
from stoep_gateway.crowd.forecast.weather_shift import WeatherShift
from stoep_gateway.crowd.forecast.young import Young

_VERSION = 2
_NEVER = -1
_YOUNG, _WEATHER = "young_", "weather_"
# What the arrays mean: a state of other columns is refused rather than misread.
_MEANING = ",".join(ROW) + ";" + ",".join(map(str, (*PROBES, *GROUP_HOURS)))

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that a forecaster holds besides what it can work out anew."""

    model: Model | None
    young: Young | None
    weather: WeatherShift | None
    record: Record
    trained_s: int | None


def pack(state: State) -> bytes:
    """As an npz archive."""
    record = state.record
    arrays: Arrays = {
        "version": np.asarray(_VERSION), "meaning": np.asarray(_MEANING),
        "places": np.asarray(record.places, dtype=str),
        "trained_s": np.asarray(_NEVER if state.trained_s is None else state.trained_s),
        "learnt_s": np.asarray(record.learnt_s), "sums": record.sums, "size": record.spread.size,
        "quantile": record.spread.quantile, "learnt": record.spread.learnt,
        "layers": np.asarray(0 if state.model is None else len(state.model.nets.weights)),
    }  # fmt: skip
    if state.model is not None:
        lines, nets = state.model.lines, state.model.nets
        arrays |= {
            "trained_places": np.asarray(state.model.places, dtype=str), "mean": nets.mean, "scale": nets.scale,
            "own": nets.own, "lines_mean": lines.mean, "lines_scale": lines.scale, "lines_all": lines.all,
            "lines_own": lines.own,
        }  # fmt: skip
        for layer, (weight, bias) in enumerate(zip(nets.weights, nets.biases, strict=True)):
            arrays |= {f"weight_{layer}": weight, f"bias_{layer}": bias}
    if state.young is not None:
        arrays |= {f"{_YOUNG}{name}": array for name, array in state.young.arrays().items()}
    if state.weather is not None:
        arrays |= {f"{_WEATHER}{name}": array for name, array in state.weather.arrays().items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> State:
    """ValueError when damaged, of another version, or of other columns."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return _state(arrays)
    except Exception as error:  # a damaged archive ends in any of zipfile's, zlib's and numpy's errors
        raise ValueError("the model's state cannot be read") from error


def _state(arrays: Mapping[str, NDArray[Any]]) -> State:
    if int(arrays["version"]) != _VERSION or str(arrays["meaning"]) != _MEANING:
        raise ValueError("of another version")
    places = tuple(str(place) for place in arrays["places"])
    shape = (len(places), len(GROUP_HOURS))
    spread = Spread(
        size=_checked(arrays["size"], shape=(*shape, BINS)),
        quantile=_checked(arrays["quantile"], shape=(*shape, len(PROBES))),
        learnt=arrays["learnt"].astype(np.int64).reshape(shape),
    )  # fmt: skip
    sums = arrays["sums"].astype(np.float64).reshape(len(GROUP_HOURS), 4)
    trained_s = int(arrays["trained_s"])
    record = Record(places=places, spread=spread, sums=sums, learnt_s=int(arrays["learnt_s"]))
    trained = None if trained_s == _NEVER else trained_s
    return State(model=_model(arrays), young=_young(arrays), weather=_weather(arrays), record=record, trained_s=trained)


def _young(arrays: Mapping[str, NDArray[Any]]) -> Young | None:
    own = _named(arrays, _YOUNG)
    return Young.of_arrays(own) if own else None


def _weather(arrays: Mapping[str, NDArray[Any]]) -> WeatherShift | None:
    own = _named(arrays, _WEATHER)
    return WeatherShift.of_arrays(own) if own else None


def _named(arrays: Mapping[str, NDArray[Any]], start: str) -> Arrays:
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


def _model(arrays: Mapping[str, NDArray[Any]]) -> Model | None:
    layers = int(arrays["layers"])
    if not layers:
        return None
    own = arrays["lines_own"]
    lines = Lines(
        mean=_checked(arrays["lines_mean"], shape=(COLUMNS - 1,)),
        scale=_checked(arrays["lines_scale"], shape=(COLUMNS - 1,)),
        all=_checked(arrays["lines_all"], shape=(HOURS, COLUMNS)),
        own=_checked(own, shape=(HOURS, own.shape[1], COLUMNS)),
    )
    nets = Nets(
        mean=arrays["mean"], scale=arrays["scale"], weights=tuple(arrays[f"weight_{layer}"] for layer in range(layers)),
        biases=tuple(arrays[f"bias_{layer}"] for layer in range(layers)), own=arrays["own"],
    )  # fmt: skip
    model = Model(places=tuple(str(place) for place in arrays["trained_places"]), lines=lines, nets=nets)
    if len(model.places) != own.shape[1] or len(model.places) != nets.own.shape[1]:
        raise ValueError("places without coefficients")
    model(np.zeros((1, len(ROW)), dtype=np.float32), who=np.array([len(model.places) - 1]))  # shapes fit, or ValueError
    return model


def _checked(array: NDArray[Any], *, shape: tuple[int, ...]) -> NDArray[np.float32]:
    if array.shape != shape or not np.isfinite(array).all():
        raise ValueError("an array of another shape")
    return array.astype(np.float32)
