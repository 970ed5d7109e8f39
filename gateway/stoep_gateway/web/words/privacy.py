"""Texts about what is kept and what is not: the frame of the privacy page, places, where numbers go, rights."""

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
    "privacy.way.noise": (
        "Is de periode om? Dan verandert de gateway elk getal een beetje, met een willekeurig getal: de ruis. "
        "Dat doet hij één keer. Ook bij een lege straat.",
        "Is the period over? Then the gateway changes each number a little, by a random one: the noise. "
        "It does so once. Also when the street was empty.",
    ),
    "privacy.way.below": (
        "Is het getal daarna minder dan {k}? Dan verdwijnt het. We bewaren alleen dat het verborgen is.",
        "Is the number then below {k}? Then it disappears. We only keep that it was hidden.",
    ),
    "privacy.way.above": (
        "Is het {k} of meer? Dan bewaren we het en sturen we het door.",
        "Is it {k} or more? Then we keep it and pass it on.",
    ),
    "privacy.way.device": (
        "De sensor bewaart zijn eigen tellingen tot de gateway klaar is. Daarna wist hij ze.",
        "The sensor keeps its own counts until the gateway is done. Then it erases them.",
    ),
    "privacy.policy.unknown": (
        "De gateway heeft zijn instellingen nog niet geschreven. Kom zo terug.",
        "The gateway has not written its settings yet. Come back in a moment.",
    ),
    "privacy.place": ("Waar een sensor hangt", "Where a sensor hangs"),
    "privacy.place.text": (
        "We bewaren geen adres en geen precies punt. Een sensor krijgt een vak op de kaart. "
        "Het midden van dat vak is zijn plek, altijd hetzelfde.",
        "We keep no address and no exact point. A sensor gets a square on the map. "
        "The centre of that square is its place, always the same.",
    ),
    "privacy.place.size": (
        "Een vak is hier {size} bij {size} meter.",
        "A square here is {size} by {size} metres.",
    ),
    "privacy.place.alone": (
        "Er zijn {cells} vakken in gebruik. In {n} daarvan is maar één tuin of telplek. "
        "Wie weet dat jij daar meedoet, weet dan welke getallen van jou zijn.",
        "{cells} squares are in use. In {n} of them there is only one garden or counting place. "
        "Whoever knows that you take part there then knows which numbers are yours.",
    ),
    "privacy.gardens": ("Wat een tuin meet", "What a garden measures"),
    "privacy.gardens.text": (
        "Sensoren in een tuin meten water en warmte in de grond. Alleen wie daar woont, ziet die metingen. "
        "Op deze pagina's staan alleen gemiddelden van minstens {n} tuinen die dat willen.",
        "Sensors in a garden measure water and warmth in the soil. Only who lives there sees those readings. "
        "These pages show means alone, of at least {n} gardens that want it.",
    ),
    "privacy.gardens.link": ("Hoe we tuinen beschermen", "How we protect gardens"),
    "privacy.relink": ("Is een sensor met een andere naam te herkennen?", "Can a sensor with another name be found?"),
    "privacy.relink.text": (
        "Ja, bijna altijd. Een tuin heeft zijn eigen grond en zijn eigen getallen. "
        "Verandert een sensor van naam, dan lopen die getallen gewoon door. "
        "We hebben dat gemeten met duizend nagebootste tuinen op 85 km². Een schuilnaam maakt je dus niet onvindbaar.",
        "Yes, nearly always. A garden has its own soil and its own numbers. "
        "If a sensor changes its name, those numbers simply go on. "
        "We measured it with a thousand simulated gardens on 85 km². So a pseudonym does not hide you.",
    ),
    "privacy.relink.caption": ("Teruggevonden na een nieuwe naam", "Found again under a new name"),
    "privacy.relink.cell": ("Vak op de kaart", "Square on the map"),
    "privacy.relink.share": ("Van de 100", "Out of 100"),
    "privacy.relink.none": ("geen plek", "no place"),
    "privacy.relink.size": ("{size} meter", "{size} metres"),
    "privacy.goes": ("Waar de getallen heen gaan", "Where the numbers go"),
    "privacy.goes.text": (
        "We sturen alleen getallen door die we ook hier mogen laten zien. Ze gaan naar:",
        "Only numbers that may be shown here are passed on. They go to:",
    ),
    "privacy.goes.none": ("De gateway heeft dit nog niet geschreven.", "The gateway has not written this yet."),
    "privacy.goes.archive": ("het archief van deze pagina's", "the archive of these pages"),
    "privacy.kept": ("Hoelang we het bewaren", "How long we keep it"),
    "privacy.kept.days": (
        "Het archief van deze pagina's wist een dag na {n} dagen.",
        "The archive of these pages deletes a day after {n} days.",
    ),
    "privacy.kept.ever": (
        "Het archief van deze pagina's wist niets uit zichzelf.",
        "The archive of these pages deletes nothing by itself.",
    ),
    "privacy.kept.others": (
        "Andere systemen die getallen krijgen, hebben hun eigen regels. Het kasboek blijft altijd staan. "
        "Daar staat niet in hoeveel mensen er liepen.",
        "Other systems that get numbers have rules of their own. The ledger stays for ever. "
        "It does not say how many people there were.",
    ),
    "privacy.rights": ("Wat je kunt vragen", "What you can ask"),
    "privacy.rights.text": (
        "Hangt er een sensor in jouw tuin? Dan mag je weten wat er van jou is, het laten verbeteren, "
        "stoppen en het laten wissen. Vraag het de beheerder van deze gateway.",
        "Is there a sensor in your garden? Then you may know what there is of you, have it corrected, "
        "stop and have it erased. Ask the operator of this gateway.",
    ),
    "privacy.rights.people": (
        "Loop je alleen langs een telsensor? Dan weten we niet wie je bent. We kunnen jouw stap dus niet terugvinden.",
        "Do you only walk past a counting sensor? Then we do not know who you are. So we cannot find your step.",
    ),
    "privacy.disclaimer": (
        "Dit is uitleg, geen juridisch advies. Of getallen volgens de wet anoniem zijn, zegt deze pagina niet. "
        "Twijfel je? Vraag het de privacyfunctionaris van je organisatie, "
        "het Juridisch Loket of de Autoriteit Persoonsgegevens.",
        "This is an explanation, not legal advice. Whether numbers are anonymous by law is not said here. "
        "In doubt? Ask your organisation's privacy officer, "
        "the Juridisch Loket or the Dutch Data Protection Authority.",
    ),
}
