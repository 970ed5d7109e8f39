"""Texts about noise: what it does, how sure somebody can be, what is promised and what is not."""

WORDS = {
    "noise": ("Zo verdwijn jij in een getal", "How you disappear in a number"),
    "noise.text": (
        "Bij elk getal doen we ruis: een willekeurig getal erbij of eraf. "
        "Het echte getal ligt er gemiddeld {error} naast. In 95 van de 100 keer ligt het er hooguit {width} naast.",
        "To each number we add noise: a random number more or less. "
        "The true number is {error} off on average. In 95 of 100 cases it is {width} off at most.",
    ),
    "noise.example": (
        "Stel: er liepen {without} mensen langs, zonder jou. Of {with_you}: jij liep ook, {crossings} keer. "
        "De twee bergen laten zien welke getallen er dan uit kunnen komen. Ze overlappen voor {overlap}%. "
        "Hoe meer ze overlappen, hoe minder een getal over jou zegt.",
        "Say {without} people passed, without you. Or {with_you}: you passed too, {crossings} times. "
        "The two hills show which numbers may then come out. They overlap by {overlap}%. "
        "The more they overlap, the less a number says about you.",
    ),
    "noise.chart": (
        "Twee bergen van kansen op het getoonde getal. Eén met de top bij {without}, één bij {with_you}. "
        "Ze overlappen voor {overlap}%. Links van {k} wordt niets getoond.",
        "Two hills of chances of the number that is shown. One has its top at {without}, one at {with_you}. "
        "They overlap by {overlap}%. Left of {k} nothing is shown.",
    ),
    "noise.without": ("zonder jou", "without you"),
    "noise.with": ("met jou", "with you"),
    "noise.hidden": ("minder dan {k}: dat tonen we niet", "below {k}: not shown"),
    "sure": ("Hoe zeker kan iemand weten dat jij er was?", "How sure can somebody be that you were there?"),
    "sure.text": (
        "Stel dat iemand alles weet, behalve of jij langsliep. Hij ziet onze getallen en raadt. "
        "Zo vaak is zijn beste gok hooguit goed. Zonder onze getallen is dat 50 van de 100.",
        "Say somebody knows everything but whether you passed. They see our numbers and guess. "
        "This is how often their best guess is right at most. Without our numbers it is 50 of 100.",
    ),
    "sure.caption": (
        "Beste gok, in één dag bij één plek",
        "Best guess, in one day at one place",
    ),
    "sure.what": ("Jij loopt langs", "You walk past"),
    "sure.share": ("Hooguit goed", "Right at most"),
    "sure.once": ("één keer", "once"),
    "sure.twice": ("twee keer: heen en terug", "twice: there and back"),
    "sure.often": ("{n} keer", "{n} times"),
    "sure.always": (
        "{n} keer in elke periode, {times} keer op een dag",
        "{n} times in each period, {times} times a day",
    ),
    "sure.percent": ("ongeveer {n}%", "about {n}%"),
    "sure.certain": ("bijna 100%", "nearly 100%"),
    "sure.guess": ("gokken", "guessing"),
    "sure.sure": ("zeker", "certain"),
    "promise": ("Wat dit belooft", "What this promises"),
    "promise.once": (
        "Loop je één keer langs? Dan is de beste gok hooguit ongeveer {percent} van de 100 keer goed.",
        "Do you walk past once? Then the best guess is right about {percent} times in 100 at most.",
    ),
    "promise.daily": (
        "Ga je één keer per dag heen en terug? Dan is dat hooguit ongeveer {percent} van de 100 keer.",
        "Do you go there and back once a day? Then it is about {percent} times in 100 at most.",
    ),
    "promise.draw": (
        "Elk getal krijgt één keer ruis. Vaker kijken, of ergens anders kijken, geeft steeds hetzelfde getal.",
        "Each number gets noise once. Looking again, or looking elsewhere, always gives the same number.",
    ),
    "promise.total": (
        "Een totaal is altijd een som van getoonde getallen. Daar zit nooit een verborgen getal in.",
        "A total is always a sum of numbers that were shown. There is never a hidden number in it.",
    ),
    "promise.budget": (
        "Elke plek heeft een budget voor een dag: {cap}. Is het op? Dan tonen we niets tot de volgende dag (UTC).",
        "Each place has a budget for a day: {cap}. Is it spent? Then nothing is shown until the next day (UTC).",
    ),
    "not": ("Wat dit niet belooft", "What this does not promise"),
    "not.habit": (
        "Gewoontes. Loop je elke dag op dezelfde tijd langs? Dan middelt de ruis weg. "
        "Na ongeveer {days} dagen is jouw gewoonte te zien voor wie de rest weet.",
        "Habits. Do you pass each day at the same time? Then the noise averages out. "
        "After about {days} days your habit can be seen by whoever knows the rest.",
    ),
    "not.often": (
        "Vaak langslopen. We rekenen met {n} keer per periode. Loop je vaker, dan ben je minder beschermd. "
        "Bij {times} keer op een dag is de beste gok al hooguit ongeveer {percent} van de 100 keer goed.",
        "Passing often. We reckon with {n} times in a period. If you pass more often, you are less protected. "
        "At {times} times a day the best guess is already right about {percent} times in 100 at most.",
    ),
    "not.group": (
        "Groepen. Een groep die samen loopt, valt meer op dan één mens.",
        "Groups. A group that walks together stands out more than one person.",
    ),
    "not.path": (
        "Meer plekken. Hangen er twee sensoren op jouw weg? Dan tel je bij allebei mee en tellen de kansen op.",
        "More places. Are there two sensors on your way? Then both count you, and the risks add up.",
    ),
    "not.assumed": (
        "Zekerheid over die {n} keer. Een telsensor herkent niemand. Het is een aanname, geen controle.",
        "Certainty about those {n} times. A counting sensor recognises nobody. It is an assumption, not a check.",
    ),
    "not.inside": (
        "Bescherming tegen wie de gateway zelf in handen heeft. Die kan de telling van nu in het geheugen lezen.",
        "Protection against whoever holds the gateway itself. They can read the present count in its memory.",
    ),
    "plain": ("Alleen een drempel, geen ruis", "A threshold alone, no noise"),
    "plain.text": (
        "De beheerder heeft de ruis uitgezet. Een getal dat je ziet, is het echte getal. "
        "Alleen getallen onder de {k} zijn verborgen.",
        "The operator has switched the noise off. A number that you see is the true number. "
        "Only numbers below {k} are hidden.",
    ),
    "plain.lift": (
        "Een drempel belooft niets tegen wie meeloopt. Iemand kan zelf vaak langslopen en zo een verborgen "
        "getal over de grens tillen. Dan weet die persoon hoeveel anderen er liepen.",
        "A threshold promises nothing against who walks along. Someone can walk past often and so lift a hidden "
        "number over the limit. Then that person knows how many others there were.",
    ),
    "plain.known": (
        "Een drempel belooft niets tegen wie veel weet. Kent iemand alle anderen in een getal? "
        "Dan kan hij zien of jij er ook bij was.",
        "A threshold promises nothing against who knows much. Does somebody know all others in a number? "
        "Then they can see whether you were there too.",
    ),
    "plain.budget": (
        "Er is dan ook geen budget. Er wordt niets besteed, en er is niets beloofd.",
        "So there is no budget either. Nothing is spent, and nothing is promised.",
    ),
}
