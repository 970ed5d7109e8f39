"""Texts of the page of a garden's settings."""

WORDS = {
    "settings.title": ("Instellingen van je tuin", "Settings of your garden"),
    "settings.lead": (
        "Dit bewaren we van tuin {garden}. Alleen wie jouw link heeft, ziet dit.",
        "This is what we keep of garden {garden}. Only who has your link sees it.",
    ),
    "settings.done.consent": ("Je toestemming is ingetrokken.", "Your consent was taken back."),
    "settings.withdrawn": (
        "Deze tuin doet niet meer mee sinds {day}. Wil je de metingen hebben, of laten wissen? Vraag de beheerder.",
        "This garden takes part no more since {day}. Do you want the readings, or have them erased? Ask the operator.",
    ),
    "settings.open": (
        "Open data zijn getallen die iedereen mag gebruiken.",
        "Open data are numbers that everybody may use.",
    ),
    "settings.said": ("Wat jij vertelde", "What you told us"),
    "settings.unsaid": ("nog niet gezegd", "not said yet"),
    "settings.soil": ("Grond", "Soil"),
    "settings.planting": ("Bij de sensor in de grond", "At the sensor in the ground"),
    "settings.sun": ("Zon", "Sun"),
    "settings.paving": ("Tegels", "Paving"),
    "settings.paved": ("{n} procent van de tuin", "{n} percent of the garden"),
    "settings.probe": ("Voeler", "Probe"),
    "settings.probe.points": (
        "in de lucht {dry} millivolt, in water {wet} millivolt",
        "{dry} millivolts in air, {wet} in water",
    ),
    "settings.change": ("Verander", "Change"),
    "settings.change.what": ("Verander: {what}", "Change: {what}"),
    "settings.kept": ("Wat we meten en bewaren", "What we measure and keep"),
    "settings.kept.text": (
        "De gateway bewaart alles wat deze sensoren meten. Niemand anders ziet die metingen.",
        "The gateway keeps all that these sensors measure. Nobody else sees those readings.",
    ),
    "settings.kept.none": ("Er meet hier nu geen sensor.", "No sensor measures here now."),
    "settings.kept.days": ("Na {n} dagen gooien we een meting weg.", "After {n} days we throw a reading away."),
    "settings.kept.ever": (
        "We bewaren metingen tot je vraagt ze te wissen.",
        "We keep readings until you ask us to erase them.",
    ),
    "settings.data": ("Download je metingen (CSV)", "Download your readings (CSV)"),
    "settings.data.note": (
        "Tijden zijn in UTC. Een rekenblad kan het bestand openen.",
        "Times are in UTC. A spreadsheet can open the file.",
    ),
    "settings.consents": ("Waar je tuin voor meetelt", "What your garden counts for"),
    "settings.consent.unasked": ("Daar heb je nog niets over gezegd.", "You have said nothing about it yet."),
    "settings.take.back": ("Trek in", "Take back"),
    "settings.take.back.what": ("Trek in: {what}", "Take back: {what}"),
    "settings.answer": ("Lees de vraag en antwoord", "Read the question and answer"),
    "settings.answer.what": ("Lees de vraag en antwoord: {what}", "Read the question and answer: {what}"),
    "settings.history": ("Wat je eerder zei", "What you said before"),
    "settings.history.yes": ("{title}: ja, op tekst {version}. {by}", "{title}: yes, to text {version}. {by}"),
    "settings.history.no": ("{title}: nee, op tekst {version}. {by}", "{title}: no, to text {version}. {by}"),
    "settings.by.keeper": ("Gezegd op deze site.", "Said on this site."),
    "settings.by.console": ("Ingevoerd door de beheerder.", "Entered by the operator."),
    "settings.stop": (
        "Wil je helemaal niet meer meedoen, of alles laten wissen? Vraag het de beheerder.",
        "Do you want to stop altogether, or have everything erased? Ask the operator.",
    ),
    "settings.link": ("Je eigen link", "Your own link"),
    "settings.link.text": (
        "Je link is gemaakt op {day}. Wie hem heeft, ziet je tuin. Geef hem dus niet zomaar door.",
        "Your link was made on {day}. Who has it sees your garden. So do not just pass it on.",
    ),
    "settings.renew": ("Maak een nieuwe link", "Make a new link"),
    "settings.renew.text": (
        "Heeft iemand anders je link? Maak een nieuwe. De oude doet het dan nergens meer.",
        "Does somebody else have your link? Make a new one. The old one then works nowhere any more.",
    ),
    "settings.forget": ("Vergeet mij op dit apparaat", "Forget me on this device"),
    "settings.forget.text": (
        "Je browser bewaart je link in een cookie, hooguit 400 dagen. Is dit een computer van iemand anders? "
        "Laat hem je tuin vergeten. Je link blijft werken.",
        "Your browser keeps your link in a cookie, at most 400 days. Is this somebody else's computer? "
        "Have it forget your garden. Your link goes on working.",
    ),
    "settings.revoke": ("Zet de link uit", "Switch the link off"),
    "settings.revoke.text": (
        "Dan kan niemand je tuin nog zien, jij ook niet. Een nieuwe link krijg je alleen van de beheerder.",
        "Then nobody can see your garden any more, nor can you. Only the operator can give you a new link.",
    ),
    "newlink.title": ("Je nieuwe link", "Your new link"),
    "newlink.text": (
        "Bewaar hem nu. We laten hem maar één keer zien.",
        "Keep it now. We show it only once.",
    ),
    "newlink.old": (
        "De oude link doet het niet meer. Dit apparaat kent de nieuwe al.",
        "The old link works no more. This device knows the new one already.",
    ),
}
