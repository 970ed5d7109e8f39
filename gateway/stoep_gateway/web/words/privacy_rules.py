"""Texts about the rules in force, what they did to each window, the ledger, and how the rules changed."""

WORDS = {
    "rules": ("De regels van nu", "The rules now"),
    "rules.noise": ("Ruis", "Noise"),
    "rules.noise.on": ("aan", "on"),
    "rules.noise.off": ("uit", "off"),
    "rules.noise.why": (
        "Aan betekent: geen enkel getal over mensen is precies.",
        "On means: no number about people is exact.",
    ),
    "rules.noise.plain": (
        "Uit betekent: een getal over mensen is precies zo geteld.",
        "Off means: a number about people is exactly as counted.",
    ),
    "rules.epsilon": ("Sterkte van de ruis (epsilon)", "Strength of the noise (epsilon)"),
    "rules.epsilon.value": ("{epsilon} per periode", "{epsilon} a period"),
    "rules.epsilon.none": ("geen", "none"),
    "rules.epsilon.why": (
        "Hoe lager, hoe meer ruis en hoe beter jij verborgen bent.",
        "The lower, the more noise and the better you are hidden.",
    ),
    "rules.contribution": ("Zo vaak telt één mens (C)", "How often one person counts (C)"),
    "rules.contribution.value": ("{n} keer per periode", "{n} times a period"),
    "rules.contribution.why": (
        "Eén keer langslopen kost daarmee {epsilon} van de sterkte.",
        "Passing once thus costs {epsilon} of the strength.",
    ),
    "rules.k": ("Kleinste getal dat we tonen (k)", "Smallest number that we show (k)"),
    "rules.k.why": (
        "We kijken naar het getal mét ruis. Het echte getal kan iets hoger of lager zijn.",
        "We look at the number with its noise. The true number may be a little higher or lower.",
    ),
    "rules.k.plain": ("We kijken naar het echte getal.", "We look at the true number."),
    "rules.window": ("Lengte van een periode", "Length of a period"),
    "rules.window.why": (
        "Je ziet nooit een kortere tijd. Wanneer precies jij liep, is dus niet te zien.",
        "You never see a shorter time. So nobody can see when exactly you passed.",
    ),
    "rules.night": ("De nacht", "The night"),
    "rules.night.value": ("{span}, één periode", "{span}, one period"),
    "rules.night.none": ("geen aparte periode", "no period of its own"),
    "rules.night.plain": (
        "De nacht heeft dezelfde perioden als de dag.",
        "The night has the same periods as the day.",
    ),
    "rules.night.why": (
        "Van {start} tot {end}. Dan loopt er bijna niemand en valt één mens het meest op.",
        "From {start} to {end}. Hardly anybody walks then, and one person stands out most.",
    ),
    "rules.rounding": ("Afgerond op", "Rounded to"),
    "rules.rounding.why": ("Dit is geen bescherming, maar leest rustiger.", "This protects nobody, but reads calmer."),
    "rules.rounding.none": ("We tonen hele getallen.", "We show whole numbers."),
    "rules.cap": ("Budget per plek en dag", "Budget of a place and day"),
    "rules.cap.none": ("geen", "none"),
    "rules.cap.why": (
        "Genoeg voor {n} perioden. Een extra getal over dezelfde tijd past er niet in.",
        "Enough for {n} periods. An extra number about the same time does not fit in.",
    ),
    "happened": ("Wat er met de tellingen gebeurde", "What happened to the counts"),
    "happened.text": (
        "Er zijn {closed} tellingen afgerond. We toonden er {released} en verborgen er {suppressed}. "
        "Bij {budget} was het budget op. Van {no_data} was er geen meting. "
        "Na een herstel van de gateway vielen er {restore} weg.",
        "{closed} counts were finished. We showed {released} of them and hid {suppressed}. "
        "For {budget} the budget was spent. For {no_data} there was no measurement. "
        "After a restore of the gateway {restore} were left out.",
    ),
    "happened.caption": ("Per plek", "By place"),
    "happened.place": ("Plek", "Place"),
    "happened.shown": ("Getoond", "Shown"),
    "happened.few": ("Te weinig", "Too few"),
    "happened.budget": ("Budget op", "Budget spent"),
    "happened.missing": ("Geen meting", "No data"),
    "happened.restore": ("Na herstel", "Restored"),
    "happened.spent": ("Vandaag besteed", "Spent today"),
    "happened.spent.of": ("{spent} van {cap}", "{spent} of {cap}"),
    "happened.none": ("Er is nog niets geteld.", "Nothing was counted yet."),
    "ledger": ("Het kasboek", "The ledger"),
    "ledger.text": (
        "Elke periode tonen we één keer. Dat staat in een kasboek: welke plek, welke periode, hoeveel budget. "
        "Niet hoeveel mensen. De regels zijn aan elkaar geketend: wie er één verandert, valt op. "
        "De sensoren bewaren een bewijs. Zet iemand een oude kopie van de gateway terug? Dan merken ze dat.",
        "We show each period once. That is in a ledger: which place, which period, how much budget. "
        "Not how many people. The lines are chained: whoever changes one is noticed. "
        "The sensors keep a proof. Does somebody put back an old copy of the gateway? Then they notice.",
    ),
    "ledger.rows": ("Aantal regels", "Number of lines"),
    "ledger.head": ("Nieuwste regel", "Newest line"),
    "ledger.head.value": ("nummer {n}", "number {n}"),
    "ledger.hash": ("Controlegetal daarvan", "Its check value"),
    "ledger.verified": ("Laatste controle", "Last check"),
    "ledger.verified.good": ("{moment}, {rows} regels: alles klopt", "{moment}, {rows} lines: all is well"),
    "ledger.verified.bad": (
        "{moment}: {n} fouten gevonden. De beheerder moet dit nakijken.",
        "{moment}: {n} faults found. The operator has to look into this.",
    ),
    "ledger.verified.none": ("nog bezig met de eerste", "the first one is under way"),
    "ledger.anchor": ("Tweede bestand", "Second file"),
    "ledger.anchor.good": ("klopt met het kasboek", "agrees with the ledger"),
    "ledger.anchor.bad": ("klopt niet met het kasboek", "does not agree with the ledger"),
    "ledger.anchor.none": ("is er niet", "is not there"),
    "ledger.shut": (
        "Het kasboek is dicht: deze gateway is teruggezet uit een oude kopie. "
        "Tot de beheerder dat herstelt, tonen we geen nieuwe getallen over mensen.",
        "The ledger is shut: this gateway was put back from an old copy. "
        "Until the operator has recovered it, no new numbers about people are shown.",
    ),
    "ledger.none": ("De gateway heeft nog geen kasboek geschreven.", "The gateway has not written a ledger yet."),
    "changes": ("Hoe de regels veranderden", "How the rules changed"),
    "changes.text": (
        "Nieuwe regels gelden pas vanaf de volgende dag (UTC). Elke verandering staat in het kasboek. "
        "Een oude periode tonen we nooit opnieuw.",
        "New rules hold only from the next day on (UTC). Each change is in the ledger. "
        "An old period is never shown anew.",
    ),
    "changes.first": ("Vanaf het begin", "From the beginning"),
    "changes.since": ("Sinds {moment}", "Since {moment}"),
    "changes.then": ("Van {moment}", "From {moment}"),
    "changes.next": ("Vanaf {moment}", "From {moment}"),
    "changes.state.past": ("voorbij", "past"),
    "changes.state.now": ("geldt nu", "in force"),
    "changes.state.next": ("komt nog", "to come"),
    "changes.same": ("geen verschil", "no difference"),
}
