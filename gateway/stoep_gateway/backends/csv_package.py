"""The Frictionless data package beside the CSV files. Pure."""

import json
from collections.abc import Sequence

from stoep_gateway.backends.csv_rows import FIELDS

PACKAGE = "datapackage.json"


def package_text(names: Sequence[str]) -> str:
    """Data Package v1 (specs.frictionlessdata.io): one tabular resource a file, all of the same schema."""
    return json.dumps(
        {
            "profile": "tabular-data-package",
            "name": "stoep-observations",
            "title": "Observations released by a stoep gateway",
            "resources": [_resource(name) for name in names],
        },
        indent=1,
    )


def _resource(name: str) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": name.removesuffix(".csv"),
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(*field) for field in FIELDS],
            "missingValues": [""],
            "primaryKey": ["identity"],
        },
    }


def _field(name: str, kind: str, description: str) -> dict[str, str]:
    return {"name": name, "type": kind, "description": description}
