"""Texts of the result of a check: verdicts, what they rest on, whom to ask. No score, and no blame."""

WORDS = {
    "check.result.title": ("Wat zeggen de regels over deze sensor?", "What do the rules say about this sensor?"),
    "check.advice.one": (
        "Van wat niet voldoet, is er {n} advies en geen wet.",
        "Of those not met, {n} is advice and not law.",
    ),
    "check.advice.many": (
        "Van wat niet voldoet, zijn er {n} advies en geen wet.",
        "Of those not met, {n} are advice and not law.",
    ),
    "check.source": ("Bron:", "Source:"),
    "check.stay": ("Mag de sensor zo blijven?", "May the sensor stay like this?"),
    "check.stay.no.one": (
        "Zo niet: {n} regel uit de wet voldoet niet. Verander dat eerst.",
        "Not like this: {n} rule of law is not met. Change that first.",
    ),
    "check.stay.no.many": (
        "Zo niet: {n} regels uit de wet voldoen niet. Verander die eerst.",
        "Not like this: {n} rules of law are not met. Change those first.",
    ),
    "check.stay.yes": (
        "Geen regel uit de wet zegt nee.",
        "No rule of law says no.",
    ),
    "check.stay.unknown.one": (
        "Bij {n} regel uit de wet weten we nog niet genoeg.",
        "About {n} rule of law we do not know enough yet.",
    ),
    "check.stay.unknown.many": (
        "Bij {n} regels uit de wet weten we nog niet genoeg.",
        "About {n} rules of law we do not know enough yet.",
    ),
    "check.stay.judge": (
        "Dit telt regels, en is geen eindoordeel. Bij ruzie beslist een rechter.",
        "This counts rules and is no final judgement. In a conflict a judge decides.",
    ),
    "check.section.breaks": ("Dit moet eerst anders", "Change this first"),
    "check.section.breaks.none": (
        "We vonden geen regel uit de wet die niet voldoet.",
        "We found no rule of law that is not met.",
    ),
    "check.section.advice": ("Dit is een advies", "This is advice"),
    "check.section.advice.none": ("Er is geen advies om iets te veranderen.", "There is no advice to change anything."),
    "check.section.unknown": ("Dit weten we nog niet", "This is not known yet"),
    "check.section.unknown.none": (
        "Er is niets dat we nog moeten weten.",
        "There is nothing that we still have to know.",
    ),
    "check.section.about": ("Geldt de privacywet hier?", "Does the privacy law apply here?"),
    "check.section.about.none": (
        "De vragen over de privacywet gelden hier niet.",
        "The questions about the privacy law do not apply here.",
    ),
    "check.section.meets": ("Dit is goed", "This is fine"),
    "check.section.meets.none": ("Er is nog geen regel die voldoet.", "No rule is met yet."),
    "check.away.one": ("{n} regel geldt hier niet", "{n} rule does not apply here"),
    "check.away.many": ("{n} regels gelden hier niet", "{n} rules do not apply here"),
    "check.do": ("Dit kun je doen:", "You can:"),
    "check.missing": ("Dit zou het beslissen:", "This would settle it:"),
    "check.ask": ("Vraag dit aan {whom}.", "Ask {whom}."),
    "check.whom.owner": ("de eigenaar van de sensor", "the sensor's owner"),
    "check.whom.self": ("wie de sensor gebruikt", "whoever uses the sensor"),
    "check.whom.maker": ("de maker of de winkel", "the maker or the shop"),
    "check.whom.officer": (
        "de privacyfunctionaris, of wie er over de sensor gaat",
        "the privacy officer, or whoever is in charge of the sensor",
    ),
    "check.whom.municipality": ("de gemeente", "the municipality"),
    "check.whom.residents": ("de mensen die daar wonen", "the people who live there"),
    "check.whom.works_council": ("de ondernemingsraad", "the works council"),
    "check.whom.look": ("wie de sensor ophing, of ga zelf kijken", "whoever put up the sensor, or go and look"),
    "check.says": ("Wie zegt dit?", "Who says so?"),
    "check.force.law": ("De wet.", "The law."),
    "check.force.case-law": ("Een rechter.", "A court."),
    "check.force.guidance": (
        "Een advies of afspraak, bijvoorbeeld van de toezichthouder. Dit is geen wet.",
        "Guidance or an agreement, for example of the regulator. This is not law.",
    ),
    "check.force.standard": ("Een norm van deskundigen. Dit is geen wet.", "A standard by experts. This is not law."),
    "check.force.own-norm": ("Wij: het is onze eigen norm, en geen wet.", "We do: it is our own norm, and not law."),
    "check.doubt.likely": ("Dit is waarschijnlijk zo, maar niet zeker.", "This is likely, but not certain."),
    "check.doubt.contested": (
        "Hier zijn deskundigen het niet over eens. Wij kiezen de veilige kant.",
        "Experts disagree. We take the safe side.",
    ),
    "check.overdue": (
        "Deze regel moeten wij opnieuw nakijken. Misschien is er iets veranderd.",
        "We have to check this rule again. Something may have changed.",
    ),
    "check.others.title": ("Vraag het de eigenaar", "Ask the owner"),
    "check.others.text": (
        "Je hoeft niet alles te weten. We maakten een vriendelijke brief met de vragen die er nog zijn.",
        "You need not know everything. We made a friendly letter with the questions that are left.",
    ),
    "check.letter.go": ("Naar de brief", "To the letter"),
    "check.remind.title": ("Denk ook hieraan", "Think of this, too"),
    "check.remind.register": (
        "Een organisatie houdt een lijst bij van wat ze met gegevens doet (AVG artikel 30).",
        "An organisation keeps a list of what it does with data (GDPR article 30).",
    ),
    "check.remind.officer": (
        "Een overheid heeft een privacyfunctionaris (AVG artikel 37).",
        "A public body has a privacy officer (GDPR article 37).",
    ),
    "check.remind.leak": (
        "Lekken er gegevens? Meld dat binnen 72 uur (AVG artikel 33).",
        "Do data leak? Report it within 72 hours (GDPR article 33).",
    ),
    "check.answers": ("Je antwoorden", "Your answers"),
    "check.go.on": ("Beantwoord de rest", "Answer the rest"),
    "check.keep.title": ("Bewaar of print", "Save or print"),
    "check.keep.text": (
        "Wij bewaren niets. Bewaar je antwoorden zelf, of kies \u2018Afdrukken\u2019 in je browser.",
        "We keep nothing. Save your answers yourself, or choose \u201cPrint\u201d in your browser.",
    ),
    "check.save": ("Bewaar je antwoorden", "Save your answers"),
}
