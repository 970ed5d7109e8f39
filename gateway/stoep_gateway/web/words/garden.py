"""Texts about soil, weather and air."""

WORDS = {
    "garden.title": ("Tuin, weer en lucht", "Garden, weather and air"),
    "garden.lead": (
        "Dit zeggen de sensoren in de buurt. Het zijn ruwe metingen: er is nog niets aan verbeterd.",
        "This is what the sensors nearby say. These are raw measurements: nothing was corrected yet.",
    ),
    "garden.none": ("Er zijn hier nog geen sensoren van deze soort.", "There are no sensors of this kind here yet."),
    "garden.soil.note": (
        "Een percentage vocht zegt niets zonder je grondsoort. 25 procent is nat in zand en kurkdroog in klei. "
        "Daarom geven we nog geen advies over water geven. Dat komt later.",
        "A moisture percentage says nothing without your soil type. 25 percent is wet in sand and bone dry in clay. "
        "So there is no advice on watering yet. That comes later.",
    ),
    "garden.probe.note": (
        "Een voeler die millivolts geeft, is nog niet geijkt. Je ziet alleen of het getal stijgt of daalt.",
        "A probe that gives millivolts is not calibrated yet. You only see whether the number rises or falls.",
    ),
    "garden.weather.note": (
        "Regen staat er in kiepjes van het regenbakje. We rekenen ze nog niet om naar millimeters.",
        "Rain is given in tips of the bucket. We do not turn them into millimetres yet.",
    ),
    "garden.air.note": (
        "Niet gecorrigeerd. In vochtige lucht meten goedkope sensoren te veel fijnstof. "
        "Daarom noemen we nog geen niveau, zoals goed of slecht.",
        "Uncorrected. In damp air low-cost sensors measure too much particulate matter. "
        "So we do not name a level yet, such as good or poor.",
    ),
    "garden.ticks.note": (
        "VOC en NOx zijn tikken van de sensor zelf. Ze zeggen niet hoeveel stof er in de lucht zit.",
        "VOC and NOx are the sensor's own ticks. They do not say how much of it is in the air.",
    ),
    "series.chart": (
        "{quantity} bij {place}, van {start} tot {end}. Laagste {low}, hoogste {high}.",
        "{quantity} at {place}, from {start} to {end}. Lowest {low}, highest {high}.",
    ),
    "series.empty": (
        "Geen metingen in de laatste twee dagen.",
        "No measurements in the last two days.",
    ),
    "series.table": ("{quantity} per 6 uur, {place}", "{quantity} per 6 hours, {place}"),
    "series.from": ("Vanaf", "From"),
    "series.low": ("Laagste", "Lowest"),
    "series.mean": ("Gemiddeld", "Mean"),
    "series.high": ("Hoogste", "Highest"),
    "series.sum": ("Totaal", "Total"),
}
