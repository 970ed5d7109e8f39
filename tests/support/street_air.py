"""What the operator of the street archive said of its air meters: one of each kind, one of which nothing is known."""

from pathlib import Path

from stoep_gateway.config.settings import AirSettings

AIR = AirSettings(
    sensors={"lucht-1": "pms5003", "lucht-2": "sps30"},
    kappa=0.33,
    official_file=Path(__file__).with_suffix(".csv"),
    official_source="RIVM, Luchtmeetnet, CC0",
)
