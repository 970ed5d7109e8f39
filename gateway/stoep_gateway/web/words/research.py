"""Texts of the pages about what gardens teach together."""

WORDS = {
    "research.title": ("Wat leren we van de tuinen?", "What do we learn from the gardens?"),
    "research.lead": (
        "Tuinen die dat willen, doen mee aan onderzoek. Samen laten ze zien wat hitte, droogte en regen doen.",
        "Gardens that want to take part in research. Together they show what heat, drought and rain do.",
    ),
    "research.now": ("De tuinen nu", "The gardens now"),
    "research.now.text": (
        "Op {day} telden {n} tuinen mee. Samen zijn dat {blocks} groepen.",
        "On {day} {n} gardens counted. Together they are {blocks} groups.",
    ),
    "research.now.text.one": (
        "Op {day} telden {n} tuinen mee. Samen zijn dat één groep.",
        "On {day} {n} gardens counted. Together they are one group.",
    ),
    "research.soil": ("Naar grondsoort", "By kind of soil"),
    "research.paved": ("Naar tegels in de tuin", "By paving in the garden"),
    "research.region": ("Naar gebied", "By area"),
    "research.region.what": (
        "Een vak is 10 bij 10 kilometer. De getallen zeggen waar het begint, in kilometers op de kaart (RD).",
        "A square is 10 by 10 kilometres. The numbers say where it begins, in kilometres on the map (RD).",
    ),
    "research.head": ("Tuinen met", "Gardens with"),
    "research.gardens": ("Aantal", "Number"),
    "research.fill": ("Vol", "Full"),
    "research.mixed": (
        "Verschillend betekent: de tuinen van die groepen lijken niet op elkaar.",
        "Mixed means: the gardens of those groups are not alike.",
    ),
    "research.groups": ("Hoe we tuinen beschermen", "How we protect gardens"),
    "research.groups.what": (
        "We zetten tuinen in groepen. Elke groep heeft minstens {n} tuinen. "
        "Een groep is altijd compleet te zien, of helemaal niet.",
        "We put gardens into groups. Each group has at least {n} gardens. A group is shown whole, or not at all.",
    ),
    "research.groups.why": (
        "Waarom? Stel dat je twee getallen van elkaar aftrekt. Dan houd je altijd hele groepen over, nooit één tuin.",
        "Why? Say you subtract one number from another. What is left is always whole groups, never one garden.",
    ),
    "research.groups.once": (
        "We rekenen elke dag één keer uit. Daarna verandert dat getal niet meer.",
        "Each day is worked out once. After that its number does not change.",
    ),
    "research.groups.stop": (
        "Stopt een tuin? Dan halen we alle getallen van die groep weg, ook de oude. "
        "De andere tuinen wachten dan op een nieuwe groep.",
        "Does a garden stop? Then we take away all numbers of its group, old ones too. "
        "The other gardens then wait for a new group.",
    ),
    "research.groups.join": (
        "Meedoen of stoppen kan altijd. Dat doe je op de pagina van je eigen tuin, bij instellingen.",
        "You can join or stop at any time, in the settings of your own garden's page.",
    ),
    "research.reports": ("Verslag per jaar", "Report by year"),
    "research.reports.none": ("Er is nog geen verslag.", "There is no report yet."),
    "research.report": ("Verslag van {year}", "Report of {year}"),
    "research.data": ("Open data", "Open data"),
    "research.data.text": (
        "Open data zijn getallen die iedereen mag gebruiken. Ze komen van groepen waarin elke tuin dat goed vindt.",
        "Open data are numbers that everybody may use. They come from groups in which each garden agrees to it.",
    ),
    "research.data.csv": ("De getallen (CSV)", "The numbers (CSV)"),
    "research.data.package": ("Uitleg voor programma's (JSON)", "Description for programs (JSON)"),
    "research.data.cite": (
        "In de uitleg staat hoe er gemeten is, en hoe je de data noemt.",
        "The description tells how it was measured, and how to cite the data.",
    ),
    # the report of a year
    "report.title": ("Wat leerden we in {year}?", "What did we learn in {year}?"),
    "report.lead": (
        "{gardens} tuinen telden mee, van {first} tot {last}. Hier staat wat ze samen lieten zien.",
        "{gardens} gardens counted, from {first} to {last}. Here is what they showed together.",
    ),
    "report.made": ("Gemaakt op {moment}.", "Made on {moment}."),
    "report.dropped.one": (
        "{n} groep telt niet meer mee, omdat een tuin stopte. Daarom kan dit verslag anders zijn dan eerst.",
        "{n} group no longer counts, as a garden stopped. So this report may differ from before.",
    ),
    "report.dropped.many": (
        "{n} groepen tellen niet meer mee, omdat een tuin stopte. Daarom kan dit verslag anders zijn dan eerst.",
        "{n} groups no longer count, as a garden stopped. So this report may differ from before.",
    ),
    "report.gone": (
        "Van dit jaar is niets meer over. In elke groep stopte een tuin. Dan halen we alle getallen weg.",
        "Nothing of this year is left. In each group a garden stopped. Then we take all numbers away.",
    ),
    "report.cooling": ("Hoe heet werd de grond?", "How hot did the soil get?"),
    "report.cooling.text": (
        "Tegels en steen worden heet in de zon. Grond met planten blijft koeler. "
        "We keken naar de warmste dagen van de zomer.",
        "Paving and stone get hot in the sun. Soil with plants stays cooler. We looked at the warmest days of summer.",
    ),
    "report.cooling.short": ("°C", "°C"),
    "report.cooling.unit": ("Hoogste temperatuur, °C", "Highest temperature, °C"),
    "report.cooling.slope.up": (
        "Met 10 van de 100 tegels meer werd de grond {degrees} graad warmer. Dat getal kan {error} graad anders zijn.",
        "With 10 in 100 more paving the soil got {degrees} degree warmer. That number may be {error} degree off.",
    ),
    "report.cooling.slope.down": (
        "Met 10 van de 100 tegels meer werd de grond {degrees} graad koeler. Dat getal kan {error} graad anders zijn.",
        "With 10 in 100 more paving the soil got {degrees} degree cooler. That number may be {error} degree off.",
    ),
    "report.infiltration": ("Hoeveel regen nam de grond op?", "How much rain did the soil take?"),
    "report.infiltration.text": (
        "We keken naar dagen met 10 mm regen of meer. 1 mm is 1 liter per m². "
        "Hoeveel daarvan zat 's avonds in de grond? De rest liep weg, zakte dieper of verdampte.",
        "We looked at days with 10 mm of rain or more. 1 mm is 1 litre a m². "
        "How much of it was in the soil in the evening? The rest ran off, sank deeper or evaporated.",
    ),
    "report.infiltration.short": ("%", "%"),
    "report.infiltration.unit": ("Van elke 100 liter regen in de grond", "Of each 100 litres of rain in the soil"),
    "report.drought": ("Hoe snel werd de grond droog?", "How fast did the soil dry?"),
    "report.drought.text": (
        "We keken naar tijden van minstens vijf dagen zonder regen. "
        "Hoe hoger het getal, hoe sneller de grond droog werd.",
        "We looked at times of at least five days without rain. The higher the number, the faster the soil dried.",
    ),
    "report.drought.short": ("mm", "mm"),
    "report.drought.unit": ("Minder water per dag, in mm", "Less water each day, in mm"),
    "report.none": ("Hierover is nog niets te zeggen.", "Nothing can be said about this yet."),
    "report.head": ("Tuinen met", "Gardens with"),
    "report.gardens": ("Aantal", "Number"),
    "report.days": ("Dagen", "Days"),
    "report.mixed": ("verschillend", "mixed"),
    "report.mind": ("Let op", "Mind"),
    "report.mind.text": (
        "Dit zijn weinig tuinen en één jaar. Een verschil kan ook toeval zijn. "
        "We laten zien wat er gemeten is, niet waarom.",
        "These are few gardens and one year. A difference may be chance. We show what was measured, not why.",
    ),
    "report.back": ("Terug naar het onderzoek", "Back to the research"),
}
