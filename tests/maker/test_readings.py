"""A watched board's readings as lines."""

from stoep_maker.readings import Narrator, Reading, parse_watched

COLUMNS = [
    ["probe_mv", "mV", 0, False],
    ["temperature", "Cel", 1, False],
    ["co2", "[ppm]", 0, False],
    ["in", "1", 0, True],
    ["out", "1", 0, True],
]


def narrator() -> Narrator:
    return Narrator(parse_watched({"device": "hoek-1", "is_people": True, "columns": COLUMNS}))


def reading(sensor: str, hint: str = "", *, number: int = 0, **values: int) -> Reading:
    return Reading(number=number, sensor=sensor, values=values, hint=hint)


def test_a_measurement_has_its_unit() -> None:
    told = narrator().tell(reading("scd41", co2=612, temperature=-13))
    assert told == ["scd41      co2 612 ppm, temperature -1.3 °C"]


def test_a_hint_stands_in_the_place_of_a_reading_and_once() -> None:
    person = narrator()
    assert person.tell(reading("probe", "0 mV")) == ["probe      0 mV"]
    assert person.tell(reading("probe", "0 mV")) == []
    assert person.tell(reading("probe", probe_mv=1_500)) == ["probe      probe_mv 1500 mV"]
    assert person.tell(reading("probe", "0 mV")) == ["probe      0 mV"]


def test_what_is_missing_in_a_reading_is_said_beside_it() -> None:
    told = narrator().tell(reading("ds18b20", "checksum wrong twice", temperature=120))
    assert told == ["ds18b20    temperature 12.0 °C", "ds18b20    checksum wrong twice"]


def test_a_counter_speaks_when_it_counts() -> None:
    person = narrator()
    counting = {"in": 0, "out": 0}
    assert person.tell(reading("breakbeam", **counting)) == ["breakbeam  counts"]
    assert person.tell(reading("breakbeam", **counting)) == []
    told = person.tell(reading("breakbeam", **{"in": 2, "out": 0}))
    assert told == ["breakbeam  in 2, out 0 (so far in 2, out 0)"]
    assert person.tell(reading("breakbeam", "no frames")) == ["breakbeam  no frames"]
    assert person.tell(reading("breakbeam", **counting)) == ["breakbeam  counts again"]
    person.tell(reading("breakbeam", **{"in": 0, "out": 1}))
    assert person.totals == {"in": 2, "out": 1}


def test_two_sensors_of_one_type_have_hints_of_their_own() -> None:
    person = narrator()
    person.tell(reading("bme280", "no answer"))
    assert person.tell(reading("bme280", number=1, temperature=200)) == ["bme280     temperature 20.0 °C"]
    assert person.tell(reading("bme280", "no answer")) == []


def test_a_quantity_that_is_not_sent_is_told_so() -> None:
    assert "it is not sent" in narrator().tell(reading("scd41", humidity=500))[0]
