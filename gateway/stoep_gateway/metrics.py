"""Numbers for Prometheus: whoever knows them gives samples, one collector renders them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_FAMILIES: dict[str, type[CounterMetricFamily] | type[GaugeMetricFamily]] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One number. name: without the prefix stoep_; kind: counter (never falls within a life) or gauge."""

    name: str
    help: str
    value: float
    kind: str = "gauge"
    labels: Mapping[str, str] = field(default_factory=dict)


class SampleCollector(Collector):
    """Asks for the samples at each scrape; those of one name share help, kind and label names."""

    def __init__(self, samples: Callable[[], Iterable[Sample]]) -> None:
        self._samples = samples

    def collect(self) -> Iterator[Metric]:
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for sample in self._samples():
            family = families.get(sample.name)
            if family is None:
                family = _FAMILIES[sample.kind](f"stoep_{sample.name}", sample.help, labels=tuple(sample.labels))
                families[sample.name] = family
            family.add_metric(tuple(sample.labels.values()), sample.value)
        yield from families.values()


def render(samples: Callable[[], Iterable[Sample]]) -> bytes:
    """The text format of one scrape."""
    registry = CollectorRegistry()
    registry.register(SampleCollector(samples))
    return generate_latest(registry)
