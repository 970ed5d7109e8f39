"""The sample alerts ask for metrics that a gateway has, with labels that they have."""

import re
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from support.gateway import Gateway
from support.repository import ROOT
from support.waiting import LIMIT_S

ALERTS = ROOT / "docs" / "prometheus-alerts.yml"
_SELECTOR = re.compile(r"\b(stoep_\w+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'(\w+)(!?=)"([^"]*)"')

Samples = list[tuple[str, dict[str, str]]]


def expressions() -> dict[str, str]:
    """Alert -> what it asks."""
    text = ALERTS.read_text()
    rules = re.findall(r"- alert: (\w+)\n +expr: (?:>-\n)?(.*?)\n +(?:for|labels):", text, flags=re.DOTALL)
    assert len(rules) == text.count("- alert:")
    return dict(rules)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """One scrape of a gateway that has just started."""
    folder: Path = tmp_path_factory.mktemp("scraped")
    with Gateway(folder, backends=[{"name": "files", "type": "csv"}]) as gateway:
        gateway.enroll("garden-7", profile="soil")
        gateway.start()
        text = httpx.get(f"http://127.0.0.1:{gateway.metrics_port}/metrics", timeout=LIMIT_S).text
    families = text_string_to_metric_families(text)
    return [(sample.name, dict(sample.labels)) for family in families for sample in family.samples]


@pytest.mark.parametrize("alert", expressions())
def test_an_alert_asks_for_what_there_is(samples: Samples, alert: str) -> None:
    asked = _SELECTOR.findall(expressions()[alert])
    assert asked or alert == "StoepDown"
    for name, matchers in asked:
        wanted = _MATCHER.findall(matchers)
        fits = [
            labels
            for found, labels in samples
            if found == name and all((labels.get(key) == value) is (sign == "=") for key, sign, value in wanted)
        ]
        assert fits, f"{name}{wanted}"
        assert all(key in labels for labels in fits for key, _, _ in wanted)


@pytest.mark.parametrize("alert", expressions())
def test_its_words_name_labels_that_there_are(samples: Samples, alert: str) -> None:
    rule = ALERTS.read_text().partition(f"- alert: {alert}\n")[2].partition("- alert:")[0]
    metrics = {name for name, _ in _SELECTOR.findall(expressions()[alert])}
    known = {key for name, labels in samples if name in metrics for key in labels}
    assert set(re.findall(r"\$labels\.(\w+)", rule)) <= known


def test_every_metric_is_on_the_page_for_operators(samples: Samples) -> None:
    page = (ROOT / "docs" / "operate.md").read_text()
    assert {name for name, _ in samples if name.startswith("stoep_") and f"`{name}`" not in page} == set()
