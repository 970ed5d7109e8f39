"""Texts of advice: what to do, why, what may change it, and the rule behind it."""

WORDS = {
    "advice.title": ("Advies voor {day}", "Advice for {day}"),
    "advice.water": ("Geef water: {litres} liter per m²", "Water: {litres} litres a m²"),
    "advice.wait": ("Wacht nog met water geven", "Wait with watering"),
    "advice.too-wet": ("Te nat: geef geen water", "Too wet: do not water"),
    "advice.not-known": ("Nog niet te zeggen", "Not known yet"),
    "advice.cans.one": ("Dat is ongeveer {n} gieter van 10 liter per m².", "That is about {n} can of 10 litres a m²."),
    "advice.cans.many": (
        "Dat zijn ongeveer {n} gieters van 10 liter per m².",
        "That is about {n} cans of 10 litres a m².",
    ),
    "advice.sure": ("Hoe zeker is dit?", "How sure is this?"),
    "advice.sure.high": ("Heel zeker: {percent} van de 100.", "Very sure: {percent} out of 100."),
    "advice.sure.mid": ("Vrij zeker: {percent} van de 100.", "Fairly sure: {percent} out of 100."),
    "advice.sure.low": ("Niet heel zeker: {percent} van de 100.", "Not very sure: {percent} out of 100."),
    "advice.sure.none": (
        "We weten te weinig. Daarom geven we geen advies.",
        "We know too little. So we give no advice.",
    ),
    "advice.change": ("Wat kan dit veranderen?", "What may change this?"),
    "advice.source": ("Waar komt deze regel vandaan?", "Where does this rule come from?"),
    "advice.source.text": ("Bron:", "Source:"),
    # why
    "advice.reason.dry": (
        "De planten hebben het water op dat ze makkelijk kunnen drinken.",
        "The plants have used the water that they can drink easily.",
    ),
    "advice.reason.enough": (
        "Er zit nog genoeg water in de grond voor je planten.",
        "There is still enough water in the soil for your plants.",
    ),
    "advice.reason.full": (
        "De grond zit zo vol water dat er te weinig lucht bij de wortels komt.",
        "The soil holds so much water that too little air reaches the roots.",
    ),
    "advice.reason.not-calibrated": (
        "Je voeler is nog niet geijkt. Daarom weten we niet wat zijn getal betekent.",
        "Your probe is not calibrated yet. So we do not know what its number means.",
    ),
    "advice.reason.no-class": (
        "We weten nog niet welke grond je hebt.",
        "We do not know your kind of soil yet.",
    ),
    "advice.reason.no-planting": (
        "We weten nog niet wat er groeit.",
        "We do not know yet what grows there.",
    ),
    "advice.reason.flat": (
        "De meting verandert niet meer. Dat kan niet kloppen.",
        "The reading no longer changes. That cannot be right.",
    ),
    "advice.reason.spikes": (
        "De meting springt op en neer. Dat kan niet kloppen.",
        "The reading jumps up and down. That cannot be right.",
    ),
    "advice.reason.air-gap": (
        "Er lijkt lucht te zitten tussen je voeler en de grond.",
        "There seems to be air between your probe and the soil.",
    ),
    "advice.reason.pulled-out": (
        "Je voeler lijkt uit de grond te zijn.",
        "Your probe seems to be out of the ground.",
    ),
    "advice.reason.silent": (
        "We horen je voeler al meer dan drie dagen niet.",
        "We have not heard your probe for more than three days.",
    ),
    "advice.reason.frozen": (
        "De grond is bevroren. Een voeler voelt water, maar geen ijs.",
        "The soil is frozen. A probe feels water, but no ice.",
    ),
    "advice.reason.unsure": (
        "Het is nu net op de grens. We zijn niet zeker genoeg.",
        "It is right at the border now. We are not sure enough.",
    ),
    # what would change it
    "advice.change.rain": (
        "Een flinke bui. Valt er zoveel regen, dan hoef je geen water te geven.",
        "A good shower. If that much rain falls you need not water.",
    ),
    "advice.change.dry-days": ("Een paar dagen zonder regen.", "A few days without rain."),
    "advice.change.calibrate": (
        "IJk je voeler. Dat is één meting in de lucht en één in water.",
        "Calibrate your probe. That is one reading in air and one in water.",
    ),
    "advice.change.say-class": (
        "Doe de vingertest, en vertel welke grond je hebt.",
        "Do the finger test, and tell what soil you have.",
    ),
    "advice.change.say-planting": ("Vertel wat er groeit.", "Tell what grows there."),
    "advice.change.check-probe": (
        "Kijk of de voeler goed in de grond zit, en of alle draden vast zitten.",
        "See whether the probe sits well in the ground, and whether all wires are fast.",
    ),
    "advice.change.press-soil": (
        "Druk de grond stevig tegen de voeler. Een flinke bui helpt ook.",
        "Press the soil firmly to the probe. A good shower helps, too.",
    ),
    "advice.change.wake-probe": (
        "Laad de batterij op. Kijk ook of er wifi is bij de voeler.",
        "Charge the battery. See, too, whether there is Wi-Fi at the probe.",
    ),
    "advice.change.thaw": ("Wacht tot de grond niet meer bevroren is.", "Wait until the soil is no longer frozen."),
    "advice.change.more-days": (
        "Een paar dagen meten maakt het vaak duidelijk.",
        "A few days of readings often make it clear.",
    ),
    # the rule behind it
    "advice.rule.readily-available": (
        "Geef water als planten hebben gebruikt wat ze zonder moeite kunnen drinken.",
        "Water once plants have used what they can drink without stress.",
    ),
    "advice.rule.enough-left": (
        "Wacht zolang planten zonder moeite kunnen drinken.",
        "Wait while plants can drink without stress.",
    ),
    "advice.rule.air": (
        "Geef niets als de bovenste laag veel natter is dan grond zelf kan vasthouden.",
        "Give nothing while the top layer is much wetter than soil can hold by itself.",
    ),
    "advice.rule.calibrated": (
        "Geen advies van een voeler die niet is geijkt.",
        "No advice from a probe that is not calibrated.",
    ),
    "advice.rule.class-known": (
        "Geen advies zonder grondsoort. Die zegt wat nat is en wat droog.",
        "No advice without the kind of soil. It says what is wet and what is dry.",
    ),
    "advice.rule.planting-known": (
        "Geen advies als we niet weten wat er groeit. Dat zegt hoe diep wortels zitten.",
        "No advice without what grows there. It says how deep roots are.",
    ),
    "advice.rule.probe-sound": (
        "Geen advies van een voeler die dingen meet die niet kunnen.",
        "No advice from a probe whose readings cannot be soil's.",
    ),
    "advice.rule.fresh": (
        "Geen advies als de laatste goede meting ouder is dan drie dagen.",
        "No advice more than three days after the last good reading.",
    ),
    "advice.rule.thawed": ("Geen advies bij bevroren grond.", "No advice for frozen soil."),
    "advice.rule.sure-enough": (
        "Geen advies als de kans kleiner is dan 60 van de 100.",
        "No advice that is less than 60 out of 100 sure.",
    ),
}
