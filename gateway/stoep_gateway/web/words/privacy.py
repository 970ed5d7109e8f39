"""Texts about what is kept and what is not."""

WORDS = {
    "privacy.title": ("Wat bewaren we, en wat niet?", "What do we keep, and what not?"),
    "privacy.lead": (
        "Sommige sensoren tellen mensen die voorbijlopen. Hier lees je wat er met die telling gebeurt.",
        "Some sensors count people who walk past. Here you read what happens to that count.",
    ),
    "privacy.sees": ("Wat een telsensor ziet", "What a counting sensor sees"),
    "privacy.sees.text": (
        "Een telsensor merkt dat er iemand langsloopt, en in welke richting. "
        "Hij heeft geen camera en geen microfoon. Hij luistert niet naar telefoons. "
        "Wat een sensor niet ziet, kan hij ook niet lekken.",
        "A counting sensor notices that someone passes, and in which direction. "
        "It has no camera and no microphone. It does not listen to phones. "
        "What a sensor does not see, it cannot leak.",
    ),
    "privacy.way": ("De weg van een telling", "The way of a count"),
    "privacy.way.sent": (
        "De sensor stuurt zijn tellingen versleuteld naar deze gateway.",
        "The sensor sends its counts, encrypted, to this gateway.",
    ),
    "privacy.way.memory": (
        "De gateway telt ze op per {window}. Tot dan staan ze daar alleen in het werkgeheugen.",
        "The gateway adds them up per {window}. Until then they are only in its working memory.",
    ),
    "privacy.way.below": (
        "Is het totaal minder dan {k}? Dan verdwijnt het getal. We bewaren alleen dat het verborgen is.",
        "Is the total below {k}? Then the number disappears. We only keep that it was hidden.",
    ),
    "privacy.way.above": (
        "Is het {k} of meer? Dan bewaren we het totaal en sturen we het door.",
        "Is it {k} or more? Then we keep the total and pass it on.",
    ),
    "privacy.way.device": (
        "De sensor bewaart zijn eigen tellingen tot de gateway klaar is. Daarna wist hij ze.",
        "The sensor keeps its own counts until the gateway is done. Then it erases them.",
    ),
    "privacy.way.once": (
        "Elke periode toont de gateway één keer. Dat schrijft hij in een kasboek. De sensoren bewaren een bewijs. Zet "
        "iemand een oude kopie van de gateway terug? Dan merken de sensoren dat.",
        "The gateway shows each period once, and writes so into a ledger. The sensors keep a proof. Does "
        "somebody put back an old copy of the gateway? Then the sensors notice.",
    ),
    "privacy.policy.unknown": (
        "De gateway heeft zijn instellingen nog niet geschreven. Kom zo terug.",
        "The gateway has not written its settings yet. Come back in a moment.",
    ),
    "privacy.settings": ("De instellingen van nu", "The settings now"),
    "privacy.settings.what": ("Instelling", "Setting"),
    "privacy.settings.value": ("Waarde", "Value"),
    "privacy.settings.k": ("Kleinste getal dat we tonen", "Smallest number that we show"),
    "privacy.settings.window": ("We tellen op per", "We add up per"),
    "privacy.settings.cell": ("Grootte van een vak op de kaart", "Size of a square on the map"),
    "privacy.settings.cell.value": ("{size} bij {size} meter", "{size} by {size} metres"),
    "privacy.place": ("Waar een sensor hangt", "Where a sensor hangs"),
    "privacy.place.text": (
        "We bewaren geen adres en geen precies punt. Een sensor krijgt een vak op de kaart. "
        "Het midden van dat vak is zijn plek, altijd hetzelfde.",
        "We keep no address and no exact point. A sensor gets a square on the map. "
        "The centre of that square is its place, always the same.",
    ),
    "privacy.goes": ("Waar de getallen heen gaan", "Where the numbers go"),
    "privacy.goes.text": (
        "We sturen alleen getallen door die we ook hier mogen laten zien. Ze gaan naar:",
        "Only numbers that may be shown here are passed on. They go to:",
    ),
    "privacy.goes.none": ("De gateway heeft dit nog niet geschreven.", "The gateway has not written this yet."),
    "privacy.goes.archive": ("het archief van deze pagina's", "the archive of these pages"),
    "privacy.hidden": ("Hoe vaak iets verborgen is", "How often something was hidden"),
    "privacy.hidden.text": (
        "Er zijn {closed} tellingen afgerond. We toonden er {released} en verborgen er {suppressed}.",
        "{closed} counts were finished. We showed {released} of them and hid {suppressed}.",
    ),
    "privacy.notyet": ("Wat er nog niet is", "What is not there yet"),
    "privacy.notyet.noise": (
        "Nog geen ruis. Een getal dat je ziet, is het echte getal. Iemand kan zelf vaak langslopen en zo een verborgen "
        "getal over de grens tillen. Dan weet die persoon hoeveel anderen er liepen.",
        "No noise yet. A number that you see is the true number. Someone can walk past often and so lift a hidden "
        "number over the limit. Then that person knows how many others there were.",
    ),
    "privacy.notyet.retention": (
        "Nog geen bewaartermijn. Getallen blijven staan tot de beheerder ze wist.",
        "No retention period yet. Numbers stay until the operator deletes them.",
    ),
    "privacy.notyet.tool": (
        "Nog geen hulpmiddel om een andere sensor te toetsen, zoals een slimme deurbel.",
        "No tool yet to check another sensor, such as a smart doorbell.",
    ),
    "privacy.disclaimer": (
        "Dit is uitleg, geen juridisch advies. Twijfel je? Vraag het de privacyfunctionaris van je organisatie, "
        "het Juridisch Loket of de Autoriteit Persoonsgegevens.",
        "This is an explanation, not legal advice. In doubt? Ask your organisation's privacy officer, "
        "the Juridisch Loket or the Dutch Data Protection Authority.",
    ),
}
