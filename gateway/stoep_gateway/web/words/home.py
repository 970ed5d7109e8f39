"""Texts of the first page."""

WORDS = {
    "home.title": ("Wat meten de sensoren hier?", "What do the sensors here measure?"),
    "home.lead": (
        "Mensen hangen hier zelf sensoren op, bijvoorbeeld in de tuin, aan de gevel of bij het strand. "
        "Je ziet wat ze meten, en waar die getallen heen gaan.",
        "People here put up their own sensors, in gardens, on walls or by the beach for example. "
        "You see what they measure, and where those numbers go.",
    ),
    "doors": ("Waar wil je heen?", "Where do you want to go?"),
    "door.beach.text": ("Hoe druk is het op straat?", "How busy are the streets?"),
    "door.beach.fact.one": ("{n} telplek", "{n} counting place"),
    "door.beach.fact.many": ("{n} telplekken", "{n} counting places"),
    "door.garden.text": ("Is de grond droog, goed of nat?", "Is the soil dry, good or wet?"),
    "home.gardens": ("Tuinen", "Gardens"),
    "home.gardens.all": ("Alle tuinen samen", "All gardens together"),
    "home.gardens.count": ("Doen mee", "Take part"),
    "home.gardens.own": (
        "Wat één tuin meet, ziet alleen wie daar woont.",
        "What one garden measures is seen by who lives there alone.",
    ),
    "door.air.text": ("Hoe schoon is de lucht?", "How clean is the air?"),
    "door.air.fact.one": ("{n} sensor", "{n} sensor"),
    "door.air.fact.many": ("{n} sensoren", "{n} sensors"),
    "door.privacy.text": ("Wat bewaren we, en wat niet?", "What do we keep, and what not?"),
    "door.privacy.fact": ("Onder de {k} verborgen", "Hidden below {k}"),
    "door.privacy.fact.noise": ("Met ruis, kleine getallen verborgen", "With noise, small numbers hidden"),
    "home.devices": ("De sensoren", "The sensors"),
    "home.devices.none": (
        "Er heeft nog geen sensor iets gestuurd.",
        "No sensor has sent anything yet.",
    ),
    "home.device.empty": ("nog niets gemeten", "nothing measured yet"),
    "home.device.hidden": ("nog niets getoond", "nothing shown yet"),
    "home.device.silent": ("stil, laatste bericht {age}", "silent, last message {age}"),
    "home.accounts": ("Komt elk getal aan?", "Does every number arrive?"),
    "home.accounts.balanced": (
        "De boekhouding klopt. Elk getal is bezorgd, nog onderweg, of met een reden niet bezorgd.",
        "The books balance. Every number was delivered, is on its way, or stayed here for a known reason.",
    ),
    "home.accounts.unbalanced": (
        "De boekhouding klopt niet. Er is een getal zoek. De beheerder moet dit nakijken.",
        "The books do not balance. A number is missing. The operator has to look into this.",
    ),
    "home.accounts.none": (
        "De gateway heeft nog geen boekhouding geschreven.",
        "The gateway has not written any accounts yet.",
    ),
    "accounts.caption": ("Bezorgd per systeem", "Delivered per system"),
    "accounts.system": ("Systeem", "System"),
    "accounts.system.off": ("staat uit", "switched off"),
    "accounts.released": ("Vrijgegeven", "Released"),
    "accounts.delivered": ("Bezorgd", "Delivered"),
    "accounts.pending": ("Onderweg", "On its way"),
    "accounts.expired": ("Verlopen", "Expired"),
    "accounts.dead": ("Geweigerd", "Refused"),
    "accounts.withheld": ("Ingehouden", "Withheld"),
    "accounts.balanced": ("Klopt", "Balances"),
    "accounts.yes": ("ja", "yes"),
    "accounts.no": ("nee", "no"),
    "accounts.rows": (
        "Metingen van sensoren: {kept} bewaard, {rejected} geweigerd, {dropped} te lang gewacht, {absent} kwijt.",
        "Measurements by sensors: {kept} kept, {rejected} refused, {dropped} waited too long, {absent} lost.",
    ),
    "accounts.windows": (
        "Tellingen van mensen: {closed} afgerond. {released} getoond, {suppressed} verborgen, {no_data} zonder meting.",
        "Counts of people: {closed} finished. {released} shown, {suppressed} hidden, {no_data} without a measurement.",
    ),
    "accounts.windows.how": ("Wat is verborgen, en waarom?", "What is hidden, and why?"),
}
