"""Texts of the page of all gardens, and of series of values."""

WORDS = {
    "garden.title": ("Hoe staan de tuinen ervoor?", "How are the gardens doing?"),
    "garden.lead": (
        "In deze buurt meten bewoners de grond in hun tuin. Hier staat wat hun tuinen samen zeggen.",
        "Residents around here measure the soil in their gardens. Here is what the gardens say together.",
    ),
    "garden.own": (
        "Wat één tuin meet, ziet alleen wie daar woont. Doe je mee? Open dan de link die je kreeg.",
        "What one garden measures is seen by who lives there alone. Do you take part? Open the link you were given.",
    ),
    "garden.together": ("Alle tuinen samen", "All gardens together"),
    "garden.together.of": (
        "Dit is van {day}. {n} tuinen tellen mee. Elk getal is een gemiddelde van die tuinen.",
        "This is of {day}. {n} gardens count. Each number is a mean of those gardens.",
    ),
    "garden.few": (
        "Er zijn nog geen getallen van alle tuinen samen. Die komen pas als genoeg tuinen meetellen. "
        "Anders kun je zien welk getal van wie is.",
        "There are no numbers of all gardens together yet. They come when enough gardens count. "
        "Else one could see whose number is whose.",
    ),
    "garden.away": (
        "Het programma dat rekent, is er nu niet. Kom later terug.",
        "The program that works this out is away. Come back later.",
    ),
    "garden.count.one": ("{n} tuin doet mee", "{n} garden takes part"),
    "garden.count.many": ("{n} tuinen doen mee", "{n} gardens take part"),
    "garden.count": ("Tuinen die meedoen", "Gardens that take part"),
    "garden.fill": ("Zo vol zit de grond", "How full the soil is"),
    "garden.fill.text": (
        "100 % is alle water dat de grond kan vasthouden. Op 0 % kunnen planten niet meer drinken.",
        "100% is all the water that the soil can hold. At 0% plants can drink no more.",
    ),
    "garden.water": ("Tuinen met het advies: geef water", "Gardens with the advice: water"),
    "garden.wet": ("Tuinen die te nat zijn", "Gardens that are too wet"),
    "garden.temperature": ("Temperatuur van de grond", "Temperature of the soil"),
    "garden.soils": ("Per grondsoort", "By kind of soil"),
    "garden.soils.text": (
        "Zand wordt sneller droog dan klei. Daarom kijken we per grondsoort.",
        "Sand dries faster than clay. So we look at each kind of soil.",
    ),
    "garden.soils.head": ("Grond", "Soil"),
    "garden.soils.gardens": ("Tuinen", "Gardens"),
    "garden.soils.fill": ("Vol", "Full"),
    "garden.month.text": (
        "De lijn is hoe vol de grond gemiddeld zat. Regen staat in de tabel. 1 mm is 1 liter per m².",
        "The line is how full the soil was on average. Rain is in the table. 1 mm is 1 litre a m².",
    ),
    "garden.month": ("De laatste vier weken", "The last four weeks"),
    "garden.month.words": (
        "Gemiddeld water in de grond van {start} tot {end}. Eerst {first} %, nu {last} %. "
        "Laagste {low} %, hoogste {high} %.",
        "Mean water in the soil from {start} to {end}. First {first}%, now {last}%. Lowest {low}%, highest {high}%.",
    ),
    "garden.month.table": ("Gemiddelden per dag", "Means by day"),
    "garden.month.day": ("Dag", "Day"),
    "garden.month.gardens": ("Tuinen", "Gardens"),
    "garden.month.fill": ("Vol, %", "Full, %"),
    "garden.month.water": ("Water geven, %", "To water, %"),
    "garden.month.rain": ("Regen, mm", "Rain, mm"),
    "garden.more": ("Wat leren we van de tuinen?", "What do we learn from the gardens?"),
    "garden.stations": ("Weerstations", "Weather stations"),
    "garden.others": ("Andere sensoren", "Other sensors"),
    "garden.none": ("Er is hier nog geen sensor van deze soort.", "There is no sensor of this kind here yet."),
    "garden.weather.note": (
        "Regen staat er in kiepjes van het regenbakje, zoals de sensor het telt.",
        "Rain is given in tips of the bucket, as the sensor counts it.",
    ),
    "cohort.mixed": ("verschillend", "mixed"),
    "cohort.paved.0-33": ("tot een derde tegels", "up to a third paved"),
    "cohort.paved.34-66": ("ongeveer half tegels", "about half paved"),
    "cohort.paved.67-100": ("vooral tegels", "mostly paved"),
    "cohort.region": ("vak {x} / {y}", "square {x} / {y}"),
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
