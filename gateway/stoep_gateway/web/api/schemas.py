"""The shapes of the API's answers, as JSON Schema: OpenAPI 3.1 takes them as they are."""

from collections.abc import Mapping

Schema = Mapping[str, object]

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "number"}
_WHOLE: Schema = {"type": "integer"}
_TIME: Schema = {"type": "string", "format": "date-time", "description": "UTC"}
_MAYBE_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_LEVEL_NAMES = ("green", "yellow", "orange", "red")
_PAIR: Schema = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: Mapping[str, Schema], *, description: str = "") -> Schema:
    """Every member is always there; null where the schema allows it."""
    found: dict[str, object] = {"type": "object", "properties": properties, "required": list(properties)}
    return {**found, "additionalProperties": False, **({"description": description} if description else {})}


SCHEMAS: Mapping[str, Schema] = {
    "Level": {"type": "string", "enum": list(_LEVEL_NAMES)},
    "MaybeLevel": {"type": ["string", "null"], "enum": [*_LEVEL_NAMES, None]},
    "Measure": _object(
        {"level": _ref("Level"), "text": {"type": "object", "additionalProperties": _TEXT, "required": ["nl"]}},
        description="What was agreed to do from a level on; text by language.",
    ),
    "Fault": _object(
        {"device": _TEXT, "kind": _TEXT, "since": _TIME},
        description="A counting line that cannot be trusted. kind: silent, late, stuck, doubled, moved, clock, gap, "
        "reset or noisy; more may come.",
    ),
    "Counted": _object(
        {
            "start": _TIME,
            "people": {"type": ["number", "null"], "minimum": 0},
            "level": _ref("MaybeLevel"),
            "is_hidden": _FLAG,
            "is_partial": _FLAG,
        },
        description="One past slot. people null: too few to show (is_hidden) or not counted. is_partial: some lines "
        "were filled in from the others.",
    ),
    "Expected": _object(
        {
            "start": _TIME,
            "level": _ref("Level"),
            "people": _NUMBER,
            "interval80": _PAIR,
            "interval95": _PAIR,
            "chances": _object({"yellow": _SHARE, "orange": _SHARE, "red": _SHARE}),
        },
        description="One slot to come. level: likelier than not; people: the middle; chances: of at least each level.",
    ),
    "Model": _object(
        {
            "trained": _MAYBE_TIME,
            "history_days": _WHOLE,
            "has_weather": _FLAG,
            "has_calendar": _FLAG,
            "coverage80": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "errors": _list(_object({"ahead_s": _WHOLE, "wape": _NUMBER})),
            "without": _list(_TEXT),
        },
        description="What stands behind the forecasts: coverage and errors of the last month, what it goes without.",
    ),
    "Place": _object(
        {
            "name": _TEXT,
            "title": _TEXT,
            "is_square": _FLAG,
            "path": _list({"type": "array", "items": _WHOLE, "minItems": 2, "maxItems": 2}),
            "width_m": _NUMBER,
            "from_per_min": _object({"yellow": _NUMBER, "orange": _NUMBER, "red": _NUMBER}),
            "lines": _list(_TEXT),
            "leads_to": _list(_TEXT),
            "is_beach_access": _FLAG,
            "parking": _WHOLE,
            "capacity": _WHOLE,
            "measures": _list(_ref("Measure")),
        },
        description="A street or square as the operator wrote it. path: RD New, metres; from_per_min: people a minute.",
    ),
    "Standing": _object(
        {
            "name": _TEXT,
            "title": _TEXT,
            "number": {"type": "integer", "minimum": 1},
            "level": _ref("MaybeLevel"),
            "people_per_min": {"type": ["number", "null"]},
            "counted_until": _MAYBE_TIME,
            "peak": _ref("Level"),
            "rise": {
                "oneOf": [
                    {"type": "null"},
                    _object({"start": _TIME, "level": _ref("Level"), "chance": _SHARE}),
                ]
            },
            "ahead": _list(_ref("Expected")),
            "measures": _object({"now": _list(_ref("Measure")), "later": _list(_ref("Measure"))}),
            "faults": _list(_ref("Fault")),
        },
        description="One place in a round. number: 1 is the one with most need; ahead: in 1, 2 and 3 hours; peak, "
        "rise: the highest level until then, and when it begins if it is above the one now.",
    ),
    "Board": _object(
        {
            "title": _TEXT,
            "zone": _TEXT,
            "time": _TIME,
            "made": _TIME,
            "slot_s": _WHOLE,
            "old_after_s": _WHOLE,
            "places": _list(_ref("Standing")),
            "model": _ref("Model"),
        },
        description="A round. time: up to then counts were taken in. Older than old_after_s it is old, and the pages "
        "say so.",
    ),
    "Places": _object({"title": _TEXT, "zone": _TEXT, "crs": _TEXT, "places": _list(_ref("Place"))}),
    "PlaceState": _object(
        {
            "place": _ref("Place"),
            "time": _TIME,
            "slot_s": _WHOLE,
            "level": _ref("MaybeLevel"),
            "counted_until": _MAYBE_TIME,
            "counted": _list(_ref("Counted")),
            "expected": _list(_ref("Expected")),
            "came": {"oneOf": [{"type": "null"}, _list(_ref("Counted"))]},
            "faults": _list(_ref("Fault")),
            "model": _ref("Model"),
        },
        description="One place's last day and the next. came: of a past moment, what was counted after it.",
    ),
    "Alerts": _object(
        {
            "alerts": _list(
                _object(
                    {
                        "id": _TEXT,
                        "place": _TEXT,
                        "level": _ref("Level"),
                        "raised": _TIME,
                        "expected": _TIME,
                        "within_s": _WHOLE,
                        "chance": _SHARE,
                        "is_now": _FLAG,
                        "ended": _MAYBE_TIME,
                        "acknowledged": _MAYBE_TIME,
                    }
                )
            )
        },
        description="The newest first; ended null while one stands.",
    ),
    "Messages": _list(
        {
            "type": "object",
            "properties": {"sensor": _TEXT, "timestamp": _TIME, "direction": _list({"type": "object"})},
            "required": ["sensor", "timestamp", "direction"],
        }
    ),
    "Error": _object({"error": _TEXT}, description="One line: what, where, what to do."),
}
