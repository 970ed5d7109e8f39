"""The places of the operator's file as bytes, so that pages need no file of the operator. Pure."""

from types import MappingProxyType
from typing import cast

from stoep_gateway.crowd.places import Level, Measure, Place, Places, Point, Shape
from stoep_gateway.strict import Members, by_text, items, packed, real, text, truth, unpacked, whole

_FORMAT = 1


def encode(places: Places) -> bytes:
    """ValueError: a number that is not finite."""
    return packed(
        {
            "format": _FORMAT,
            "title": places.title,
            "zone": places.zone,
            "places": [_place(place) for place in places.places],
            "shapes": [{"kind": shape.kind, "ring": shape.ring} for shape in places.shapes],
        }
    )


def decode(body: bytes) -> Places:
    """ValueError: damaged, or of another format."""
    members = Members(unpacked(body))
    if whole(members.take("format")) != _FORMAT:
        raise ValueError("places of another format")
    places = Places(
        title=text(members.take("title")),
        zone=text(members.take("zone")),
        places=tuple(_read_place(place) for place in items(members.take("places"))),
        shapes=tuple(_read_shape(shape) for shape in items(members.take("shapes"))),
    )
    members.done()
    return places


def _place(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "title": place.title,
        "lines": place.lines,
        "path": place.path,
        "is_square": place.is_square,
        "width_m": place.width_m,
        "from_per_min": place.from_per_min,
        "leads_to": place.leads_to,
        "is_beach_access": place.is_beach_access,
        "parking": place.parking,
        "capacity": place.capacity,
        "measures": [{"level": int(one.level), "text": dict(one.text)} for one in place.measures],
    }


def _read_place(value: object) -> Place:
    members = Members(value)
    limits = tuple(real(limit) for limit in items(members.take("from_per_min"), count=3))
    place = Place(
        name=text(members.take("name")),
        title=text(members.take("title")),
        lines=_texts(members.take("lines")),
        path=_points(members.take("path")),
        is_square=truth(members.take("is_square")),
        width_m=real(members.take("width_m")),
        from_per_min=cast(tuple[float, float, float], limits),
        leads_to=_texts(members.take("leads_to")),
        is_beach_access=truth(members.take("is_beach_access")),
        parking=whole(members.take("parking")),
        capacity=whole(members.take("capacity")),
        measures=tuple(_read_measure(measure) for measure in items(members.take("measures"))),
    )
    members.done()
    return place


def _read_measure(value: object) -> Measure:
    members = Members(value)
    words = {language: text(word) for language, word in by_text(members.take("text")).items()}
    measure = Measure(level=Level(whole(members.take("level"))), text=MappingProxyType(words))
    members.done()
    return measure


def _read_shape(value: object) -> Shape:
    members = Members(value)
    shape = Shape(kind=text(members.take("kind")), ring=_points(members.take("ring")))
    members.done()
    return shape


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text(one) for one in items(value))


def _points(value: object) -> tuple[Point, ...]:
    pairs = [items(point, count=2) for point in items(value)]
    return tuple((whole(x_m), whole(y_m)) for x_m, y_m in pairs)
