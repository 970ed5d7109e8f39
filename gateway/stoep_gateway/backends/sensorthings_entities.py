"""The entities that observations hang from: created once, found again by our key in their properties."""

import re
from typing import Any

from stoep_gateway.backends.http_service import HttpService
from stoep_gateway.backends.sensorthings_rows import EntityId, Stream
from stoep_gateway.errors import RetryableError
from stoep_gateway.rd_new import rd_to_wgs84
from stoep_gateway.records import Cell, Observation

KEY = "stoep"  # properties/stoep
_GEOJSON = "application/geo+json"
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_LINK_ID = re.compile(r"\((?:'(?P<text>(?:[^']|'')+)'|(?P<number>\d+)|(?P<bare>[^()']+))\)$")  # Things('x'), Things(7)
_UNIT_NAMES = {
    "1": "one",
    "%": "percent",
    "Cel": "degree Celsius",
    "[ppm]": "parts per million",
    "hPa": "hectopascal",
    "mV": "millivolt",
    "uS/cm": "microsiemens per centimetre",
    "ug/m3": "microgram per cubic metre",
}


class Entities:
    """Things with their Locations, Sensors, ObservedProperties, Datastreams and FeaturesOfInterest of one namespace.

    Errors are those of HttpService. A creation whose answer was lost is found by the look-up of the next try; should
    doubles exist nevertheless, the one with the lowest id is used by everybody.
    """

    def __init__(self, service: HttpService, *, namespace: str) -> None:
        self._service = service
        self._namespace = namespace
        self._ids: dict[str, EntityId] = {}

    def forget(self) -> None:
        """Look everything up again: the server may have lost or replaced it."""
        self._ids.clear()

    async def stream(self, observation: Observation) -> Stream:
        """Find or create what this observation needs."""
        device, window_s, quantity = observation.device, observation.window_s, observation.quantity
        key = self._key("datastream", device, quantity, str(window_s), observation.unit)
        feature_id = await self._feature(observation.cell)
        if key not in self._ids:
            thing_id = await self._thing(device)
            if observation.cell:
                await self._location(observation.cell, device=device, thing_id=thing_id)
            sensor_id = await self._sensor(observation.profile)
            property_id = await self._observed_property(quantity)
            every = f", total or mean of windows of {window_s} s" if window_s else ""
            body = {
                "name": f"{device} {quantity}",
                "description": f"{quantity} of {device}{every}",
                "observationType": _MEASUREMENT,
                "unitOfMeasurement": _unit(observation.unit),
                "properties": {"window_s": window_s},
                "Thing": {"@iot.id": thing_id},
                "Sensor": {"@iot.id": sensor_id},
                "ObservedProperty": {"@iot.id": property_id},
            }
            await self._ensure("Datastreams", key=key, body=body)
        elif observation.cell and self._key("location", device, _cell_name(observation.cell)) not in self._ids:
            await self._location(observation.cell, device=device, thing_id=await self._thing(device))
        return Stream(key=key, datastream_id=self._ids[key], feature_id=feature_id)

    async def _thing(self, device: str) -> EntityId:
        body = {"name": device, "description": f"Sensor node {device}", "properties": {}}
        return await self._ensure("Things", key=self._key("thing", device), body=body)

    async def _location(self, cell: Cell, *, device: str, thing_id: EntityId) -> EntityId:
        """One Location for each cell a Thing is or was in; which one holds for an observation, its feature tells."""
        body = {
            "name": f"Cell of {device}",
            "description": f"Centre of a {cell.size_m} m grid cell; the node is somewhere in the cell",
            "encodingType": _GEOJSON,
            "location": _point(cell),
            "properties": _cell_properties(cell),
            "Things": [{"@iot.id": thing_id}],
        }
        return await self._ensure("Locations", key=self._key("location", device, _cell_name(cell)), body=body)

    async def _sensor(self, profile: str) -> EntityId:
        body = {
            "name": f"stoep {profile}",
            "description": f"A node with profile {profile}, stoep wire, version 1",
            "encodingType": "text/html",  # the value that 1.1 servers agree on for anything that is not PDF or SensorML
            "metadata": f"stoep profile {profile}",
            "properties": {},
        }
        return await self._ensure("Sensors", key=self._key("sensor", profile), body=body)

    async def _observed_property(self, quantity: str) -> EntityId:
        body = {
            "name": quantity,
            "description": quantity.replace("_", " "),
            "definition": f"urn:stoep:quantity:{quantity}",
            "properties": {},
        }
        return await self._ensure("ObservedProperties", key=self._key("property", quantity), body=body)

    async def _feature(self, cell: Cell | None) -> EntityId:
        """Sent with every row: left to itself a server makes one of the Thing's Location, and fails without one."""
        body = {
            "name": f"Cell {_cell_name(cell)}" if cell else "Place not told",
            "description": f"A grid cell of {cell.size_m} m" if cell else "The operator gave no place",
            "encodingType": _GEOJSON,
            # RFC 7946 §3.2: an unlocated Feature has a null geometry.
            "feature": _point(cell) if cell else {"type": "Feature", "geometry": None, "properties": {}},
            "properties": _cell_properties(cell) if cell else {},
        }
        return await self._ensure("FeaturesOfInterest", key=self._key("feature", _cell_name(cell)), body=body)

    async def _ensure(self, entity_set: str, *, key: str, body: dict[str, Any]) -> EntityId:
        if key not in self._ids:
            found = await self._find(entity_set, key=key)
            self._ids[key] = await self._create(entity_set, key=key, body=body) if found is None else found
        return self._ids[key]

    async def _find(self, entity_set: str, *, key: str) -> EntityId | None:
        quoted = key.replace("'", "''")  # OData 4.01 ABNF: a quote in a string literal is doubled
        params = {"$filter": f"properties/{KEY} eq '{quoted}'", "$orderby": "id asc", "$top": "1"}
        page = await self._service.get(entity_set, params=params)
        try:
            values = page["value"]
            found: EntityId | None = values[0]["@iot.id"] if values else None
        except (TypeError, KeyError, IndexError) as error:
            raise RetryableError(f"{entity_set}: not a SensorThings answer: check url") from error
        return found

    async def _create(self, entity_set: str, *, key: str, body: dict[str, Any]) -> EntityId:
        body["properties"][KEY] = key
        answer = await self._service.post(entity_set, body=body)
        entity_id = id_of_link(answer.location)
        if entity_id is None:  # the body of the answer is optional and its Location header differs between servers
            entity_id = await self._find(entity_set, key=key)
        if entity_id is None:
            raise RetryableError(f"{entity_set}: created, but not found again by properties/{KEY}: check the server")
        return entity_id

    def _key(self, kind: str, *parts: str) -> str:
        return f"{self._namespace}/{kind}/{'/'.join(parts)}"


def id_of_link(link: str) -> EntityId | None:
    """The id in a link such as …/Things('x') or …/Things(7); None: there is none."""
    if not (found := _LINK_ID.search(link)):
        return None
    if number := found["number"]:
        return int(number)
    return found["bare"] or found["text"].replace("''", "'")


def _unit(unit: str) -> dict[str, str]:
    return {"name": _UNIT_NAMES.get(unit, unit), "symbol": unit, "definition": f"https://ucum.org/#{unit}"}


def _point(cell: Cell) -> dict[str, Any]:
    latitude, longitude = rd_to_wgs84(cell.x_m, cell.y_m)
    # Five decimals are a metre: the cell is coarser by far.
    return {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]}


def _cell_name(cell: Cell | None) -> str:
    return f"{cell.x_m}/{cell.y_m}/{cell.size_m}" if cell else "none"


def _cell_properties(cell: Cell) -> dict[str, Any]:
    return {"crs": "EPSG:28992", "x_m": cell.x_m, "y_m": cell.y_m, "cell_size_m": cell.size_m}
