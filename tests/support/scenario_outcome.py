"""A good end of a small scenario, as reports are made from: a garden on the VM, and a gate whose power was cut."""

from typing import Any

from stoep_simulators.scenarios.outcome import DeviceOutcome, Outcome
from stoep_simulators.scenarios.records import Fault, Group, Promises, Scenario

SCENARIO = Scenario(
    title="street",
    seed=7,
    days=1,
    groups=(
        Group(name="garden", kind="soil", count=1, on_vm=True, sample_s=600, send_s=3_600),
        Group(name="gate", kind="people", count=1, on_vm=False, sample_s=60, send_s=60),
    ),
    faults=(Fault(kind="power-cut", at_s=7_200, for_s=3_600, devices=frozenset({"gate-1"})),),
    promises=Promises(row_age_s=7_200),
)
_LIFE = {"rejected": {}, "dropped": 0, "absent": 0, "restore": 0}
ACCOUNTS: dict[str, Any] = {
    "lives": [
        {"device": "garden-1", "kept": 3, **_LIFE},
        {"device": "gate-1", "kept": 2, **_LIFE, "rejected": {"no time": 1}},
    ],
    "start": {"open": 1},
    "backends": [{"name": "archive", "delivered": 15, "pending": 0, "expired": 0, "dead": 0}],
    "balanced": True,
}
GARDEN = DeviceOutcome(name="garden-1", kind="soil", on_vm=True, taken_s=(0, 600, 86_000), met_s=(3_600, 86_500))
GATE = DeviceOutcome(name="gate-1", kind="people", on_vm=False, taken_s=(60, 120, 180, 240), met_s=(240, 86_400))
OUTCOME = Outcome(
    scenario=SCENARIO,
    devices=(GARDEN, GATE),
    rows_sha256="ab" * 32,
    accounts=ACCOUNTS,
    accounts_table="rows of 2 lives up to their floor\n",
    played_s=10.0,
    real_s=12.5,
    steps=9,
    updates=(("gate-1", "running"),),
)
