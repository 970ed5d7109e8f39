"""Texts of one sensor's page."""

WORDS = {
    "device.title": ("Sensor {name}", "Sensor {name}"),
    "device.kind": ("Soort", "Kind"),
    "device.place": ("Plek", "Place"),
    "device.place.cell": (
        "vak van {size} bij {size} meter, midden op RD {x} / {y}",
        "square of {size} by {size} metres, centre at RD {x} / {y}",
    ),
    "device.place.none": ("niet opgegeven", "not given"),
    "device.send": ("Stuurt elke", "Sends every"),
    "device.send.unknown": ("niet bekend", "not known"),
    "device.seen": ("Laatste bericht", "Last message"),
    "device.sign": ("Bord om bij de sensor te hangen", "Sign to hang beside the sensor"),
    "device.latest": ("Laatste waarden", "Latest values"),
    "device.series": ("De laatste twee dagen", "The last two days"),
    "device.air.note": (
        "Ruwe metingen. In vochtige lucht meten goedkope sensoren te veel fijnstof.",
        "Raw measurements. In damp air low-cost sensors measure too much fine dust.",
    ),
    "device.air.ticks": (
        "VOC en NOx zijn tikken van de sensor zelf. Ze zeggen niet hoeveel stof er in de lucht zit.",
        "VOC and NOx are the sensor's own ticks. They do not say how much of it is in the air.",
    ),
    "device.air.link": ("Wat betekent het fijnstof?", "What does the fine dust mean?"),
    "device.raw.note": (
        "Ruwe metingen. Er is nog niets aan verbeterd.",
        "Raw measurements. Nothing was corrected yet.",
    ),
}
