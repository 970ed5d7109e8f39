"""Texts of the page that only the keeper of a garden sees."""

WORDS = {
    "my.title": ("Je tuin vandaag", "Your garden today"),
    "my.garden": ("Dit is {name}.", "This is {name}."),
    "my.lead": (
        "Alleen jij ziet deze pagina. Je komt hier met je eigen link.",
        "Only you see this page. You get here by your own link.",
    ),
    # states without a picture
    "my.new.title": ("Vertel eerst iets over je tuin", "First tell us about your garden"),
    "my.new.text": (
        "We kennen je grond nog niet. Zonder grondsoort zegt een meting niets. "
        "Vijf korte stappen, en je krijgt advies.",
        "We do not know your soil yet. Without the kind of soil a reading means nothing. "
        "Five short steps bring advice.",
    ),
    "my.new.button": ("Begin met stap 1", "Start with step 1"),
    "my.empty.title": ("Nog geen metingen", "No measurements yet"),
    "my.empty.text": (
        "Je voeler heeft nog geen hele dag gemeten. Kom morgen terug. Dan staat hier je grond.",
        "Your probe has not measured a whole day yet. Come back tomorrow. Then you see your soil here.",
    ),
    "my.away.title": ("Er is nu geen advies", "There is no advice now"),
    "my.away.text": (
        "Het programma dat rekent, is er even niet. Je metingen gaan gewoon door. Probeer het later nog eens.",
        "The program that works out the advice is away. Your measurements go on. Try again later.",
    ),
    "my.withdrawn.title": ("Deze tuin doet niet meer mee", "This garden takes part no longer"),
    "my.withdrawn.text": (
        "De tuin is afgemeld. Er komen geen metingen meer bij. Vragen? Stel ze aan de beheerder.",
        "The garden was withdrawn. Nothing new is measured. Questions? Ask the operator.",
    ),
    "my.pending": (
        "Je hebt net iets veranderd. Het advies rekent daar nog niet mee. Kijk over een uur weer.",
        "You just changed something. The advice does not use it yet. Look again in an hour.",
    ),
    "my.old": (
        "Dit advies is van {day}. Er is daarna niets nieuws uitgerekend.",
        "This advice is of {day}. Nothing new was worked out since.",
    ),
    # picture of the soil
    "picture.title": ("Hoe vol zit je grond?", "How full is your soil?"),
    "picture.text": (
        "Grond is een soort tank. Op 100 % houdt de grond alle water vast dat hij kan. "
        "Op 0 % kunnen planten er niets meer uit halen.",
        "Soil is a kind of tank. At 100% it holds all the water it can. At 0% plants can take nothing out any more.",
    ),
    "picture.now": ("nu", "now"),
    "picture.about": ("misschien", "perhaps"),
    "picture.unsure": (
        "Let op: dit is vooral uitgerekend met regen en zon. Het echte getal kan er ver naast liggen.",
        "Mind: this was mostly worked out from rain and sun. The true number may be far off.",
    ),
    "picture.words": (
        "{plant} op {soil}. De grond zit {fill} % vol: {zone}. Waarschijnlijk tussen {low} en {high} %. "
        "Onder {ready} % is het droog. Boven 100 % is het nat.",
        "{plant} on {soil}. The soil is {fill}% full: {zone}. Probably between {low} and {high}%. "
        "Below {ready}% it is dry. Above 100% it is wet.",
    ),
    "picture.table": ("Dezelfde gegevens als tabel", "The same as a table"),
    "picture.row.now": ("Nu", "Now"),
    "picture.row.reach": ("Waarschijnlijk", "Probably"),
    "picture.row.store": ("Water voor je planten", "Water for your plants"),
    "picture.row.room": ("Ruimte voor regen", "Room for rain"),
    "picture.row.dry": ("Droog", "Dry"),
    "picture.row.good": ("Goed", "Good"),
    "picture.row.wet": ("Nat", "Wet"),
    "picture.litres": ("{litres} liter per m²", "{litres} litres a m²"),
    "picture.below": ("onder {percent} %", "below {percent}%"),
    "picture.range": ("{low} tot {high} %", "{low} to {high}%"),
    "picture.above": ("boven {percent} %", "above {percent}%"),
    "picture.soil": ("Grond: {soil}", "Soil: {soil}"),
    "picture.plant": ("Er groeit: {plant}", "What grows: {plant}"),
    "picture.change": ("Klopt dit niet? Verander het", "Not right? Change it"),
    # weeks
    "weeks.title": ("De laatste weken", "The last weeks"),
    "weeks.text": (
        "De lijn is hoe vol de grond zat. In het lichte vlak ligt de echte waarde waarschijnlijk. "
        "Onder de stippellijn is het droog. Staafjes zijn regen, in millimeter. 1 mm is 1 liter per m².",
        "The line is how full the soil was. The true value probably lies in the pale area. "
        "Below the dotted line it is dry. Bars are rain, in millimetres. 1 mm is 1 litre a m².",
    ),
    "weeks.words": (
        "Water in de grond van {start} tot {end}. Eerst {first} %, nu {last} %. "
        "Laagste {low} %, hoogste {high} %. {rain}",
        "Water in the soil from {start} to {end}. First {first}%, now {last}%. Lowest {low}%, highest {high}%. {rain}",
    ),
    "weeks.words.rain": ("Er viel {mm} mm regen.", "{mm} mm of rain fell."),
    "weeks.words.no.rain": ("De regen is niet bekend.", "Rain is not known."),
    "weeks.rain.words": ("Regen per dag, hoogste streep {mm} mm.", "Rain per day, top line {mm} mm."),
    "weeks.legend.water": ("hoe vol de grond zat", "how full the soil was"),
    "weeks.legend.ready": ("droog onder deze lijn", "dry below this line"),
    "weeks.legend.rain": ("regen", "rain"),
    "weeks.table": ("Per dag", "Day by day"),
    "weeks.table.day": ("Dag", "Day"),
    "weeks.table.fill": ("Hoe vol", "How full"),
    "weeks.table.reach": ("Tussen, %", "Between, %"),
    "weeks.table.rain": ("Regen, mm", "Rain, mm"),
    "weeks.table.event": ("Bijzonder", "Special"),
    # others
    "others.title": ("Hoe staan andere tuinen ervoor?", "How do other gardens do?"),
    "others.text": (
        "Dit is het gemiddelde van {n} tuinen{which}, op {day}. Deze tuin kan erbij zitten. "
        "We tonen nooit één tuin apart.",
        "This is the mean of {n} gardens{which}, on {day}. This one may be among them. We never show one garden alone.",
    ),
    "others.text.without": (
        "Dit is het gemiddelde van {n} andere tuinen{which}, op {day}. We tonen nooit één tuin apart.",
        "This is the mean of {n} other gardens{which}, on {day}. We never show one garden alone.",
    ),
    "others.unsure": (
        "Het getal van deze tuin is nu te onzeker om te vergelijken.",
        "This garden's number is too uncertain to compare now.",
    ),
    "others.which": (" op {soil}", " on {soil}"),
    "others.caption": ("Hoe vol zit de grond?", "How full is the soil?"),
    "others.mine": ("Deze tuin", "This garden"),
    "others.all": ("Alle {n} tuinen", "All {n} gardens"),
    "others.what": ("Wie", "Who"),
    "others.fill": ("Vol", "Full"),
    "others.water": (
        "In {percent} van de 100 tuinen was het advies toen: geef water.",
        "In {percent} out of 100 gardens the advice then was: water.",
    ),
    "others.few": (
        "Er zijn nog niet genoeg tuinen om te vergelijken. We tonen een gemiddelde pas vanaf {n} tuinen. "
        "Dan weet niemand welk getal van wie is.",
        "There are not enough gardens to compare yet. We show a mean from {n} gardens on. "
        "Then nobody knows whose number is whose.",
    ),
    "found.title": ("Wat vond het onderzoek tot nu toe?", "What did the research find so far?"),
    "found.none": (
        "Nog niets om te tonen. Er moeten eerst genoeg tuinen meedoen.",
        "Nothing to show yet. Enough gardens must take part first.",
    ),
    "found.today": (
        "Er tellen nu {n} tuinen mee. Hun grond zit gemiddeld {fill} % vol. "
        "100 % is alle water dat de grond kan vasthouden.",
        "{n} gardens count now. On average their soil is {fill}% full. 100% is all the water that the soil can hold.",
    ),
    "found.research.no": (
        "Jouw tuin telt niet mee. Wil je dat wel? Zeg het bij de instellingen.",
        "Your garden does not count. Do you want it to? Say so in the settings.",
    ),
    "found.research.waits": (
        "Jouw tuin wacht nog. Hij telt mee zodra er genoeg andere tuinen bij komen.",
        "Your garden still waits. It counts as soon as enough other gardens join.",
    ),
    "found.research.counts": ("Jouw tuin telt mee.", "Your garden counts."),
    "found.link": ("Lees meer over het onderzoek", "Read more about the research"),
    "found.report": ("Lees het verslag van {year}", "Read the report of {year}"),
    # probe
    "probe.title": ("Je voeler", "Your probe"),
    "probe.what": (
        "De voeler zit in de grond. Hij meet of er veel water om hem heen zit.",
        "The probe sits in the ground. It measures whether there is much water around it.",
    ),
    "probe.calibration": ("IJken", "Calibration"),
    "probe.calibration.done": (
        "Gedaan. In de lucht gaf hij {dry} millivolt, in water {wet} millivolt.",
        "Done. It gave {dry} millivolts in air, and {wet} millivolts in water.",
    ),
    "probe.calibration.not.needed": ("Niet nodig bij deze voeler.", "Not needed for this probe."),
    "probe.calibration.none": (
        "Nog niet gedaan. IJken is: meten in lucht en in water. Pas daarna is advies goed mogelijk.",
        "Not done yet. Calibrating is: measuring in air and in water. Good advice needs that first.",
    ),
    "probe.calibrate": ("IJk je voeler nu", "Calibrate your probe now"),
    "probe.battery": ("Batterij", "Battery"),
    "probe.battery.good": ("Goed ({volts} volt).", "Good ({volts} volts)."),
    "probe.battery.low": ("Bijna leeg ({volts} volt). Laad hem op.", "Nearly empty ({volts} volts). Charge it."),
    "probe.battery.none": ("Niet gemeten.", "Not measured."),
    "probe.last": ("Laatste meting", "Last reading"),
    "probe.last.mv": ("{value} millivolt, {age}", "{value} millivolts, {age}"),
    "probe.last.percent": ("{value} procent water, {age}", "{value} percent water, {age}"),
    "probe.last.none": ("Nog geen.", "None yet."),
    "probe.state": ("Hoe gaat het?", "How is it doing?"),
    "probe.fine": ("Goed. De metingen kloppen met het weer.", "Fine. The readings fit the weather."),
    "probe.fault.flat": (
        "De meting verandert niet meer. Dat kan niet in een tuin. Kijk of de stekker goed zit.",
        "The reading no longer changes. That cannot be in a garden. See whether the plug sits well.",
    ),
    "probe.fault.spikes": (
        "De meting springt op en neer. Vaak is een draad los of nat.",
        "The reading jumps up and down. Often a wire is loose or wet.",
    ),
    "probe.fault.air-gap": (
        "Er zit lucht tussen voeler en grond. Druk de grond stevig aan. Geef daar wat water.",
        "There is air between probe and soil. Press the soil firmly. Give some water there.",
    ),
    "probe.fault.pulled-out": (
        "De voeler lijkt uit de grond te zijn. Steek hem terug, net zo diep als eerst.",
        "The probe seems to be out of the ground. Put it back, as deep as before.",
    ),
    "probe.fault.silent": (
        "We horen al {days} dagen niets. Is de batterij leeg? Is er wifi bij de voeler?",
        "We have heard nothing for {days} days. Is the battery empty? Is there Wi-Fi at the probe?",
    ),
    # links
    "my.links": ("Meer van je tuin", "More of your garden"),
    "my.links.week": ("Het weekbericht, om te printen", "The weekly digest, to print"),
    "my.links.settings": ("Instellingen en toestemming", "Settings and consent"),
    "my.links.setup": ("De vijf stappen nog eens", "The five steps again"),
    "my.links.data": ("Al je metingen als bestand (CSV)", "All your readings as a file (CSV)"),
    "my.links.public": ("Alle tuinen samen", "All gardens together"),
}
