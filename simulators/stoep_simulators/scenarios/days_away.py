"""A fleet that is away for days and then delivers: what `--devices`, `--days` and `--seed` say, as a scenario."""

from collections import Counter

from stoep_simulators.scenarios.records import USUAL_RATES_S, WIFI_AWAY, Fault, Group, Promises, Scenario
from stoep_simulators.town import kinds_of

_DAY_S = 86_400


def days_away(*, devices: int, days: int, seed: int, on_vm: bool) -> Scenario:
    """Devices of all four kinds at the usual rates; all have no Wi-Fi until the days are over."""
    counts = Counter(kinds_of(devices))
    groups = tuple(
        Group(name=kind, kind=kind, count=counts[kind], on_vm=on_vm, sample_s=sample_s, send_s=send_s)
        for kind, (sample_s, send_s) in USUAL_RATES_S.items()
        if counts[kind]
    )
    names = frozenset(name for group in groups for name in group.devices)
    return Scenario(
        title="days away",
        seed=seed,
        days=days,
        groups=groups,
        faults=(Fault(kind=WIFI_AWAY, at_s=0, for_s=days * _DAY_S, devices=names),),
        promises=Promises(),
    )
