"""What residents and keepers of back-ends are told, in Dutch and English."""

from collections.abc import Sequence
from typing import NamedTuple

from stoep_gateway.records import Cell

EXPORT, MOVE, WITHDRAW, ERASE = "export", "move", "withdraw", "erase"
LANGUAGES = ("nl", "en")


class Text(NamedTuple):
    """The same in both languages."""

    nl: str
    en: str

    def of(self, language: str) -> str:
        """language: "nl" or "en"."""
        return self.nl if language == "nl" else self.en


class Name(NamedTuple):
    """What a device is called at a back-end. period: of a pseudonym, "2026-06" or "2026"; else empty."""

    name: str
    period: str

    def __str__(self) -> str:
        return f"{self.name} ({self.period})" if self.period else self.name


ASKED = Text(
    "Bij wie nog iets kan staan, en wat u daar vraagt:", "Who may still have something, and what to ask there:"
)
NO_TIME = Text("zonder tijd", "without a time")
OLD_NAMES = Text(
    "Wat er onder namen van eerdere tijden staat, kan niemand meer tot het apparaat herleiden.",
    "What is there under names of earlier times, nobody can lead back to the device any more.",
)
LOGS = Text(
    "Logregels noemen namen van apparaten, nooit waarden. Ze zijn van het systeem: stoep verandert ze niet, ze"
    " verdwijnen als het systeem zijn logboek opruimt.",
    "Log lines name devices, never values. They are the system's: stoep does not change them, they go when the system"
    " clears its log.",
)
IN_MEMORY = Text(
    "Er staat niet in: rijen die nog op het apparaat staan, of die de gateway nog niet heeft vastgelegd.",
    "Not in it: rows that are still on the device, or that the gateway has not committed yet.",
)


def title(garden: str, *, devices: Sequence[str]) -> Text:
    """The first line."""
    named = ", ".join(devices)
    return Text(f"Tuin {garden} (apparaten: {named})", f"Garden {garden} (devices: {named})")


def span(first: str | None, last: str) -> Text:
    """first None: older values are not here any more."""
    if first is None:
        return Text(f"van het begin t/m {last} UTC", f"from the beginning to {last} UTC")
    return Text(f"van {first} t/m {last} UTC", f"from {first} to {last} UTC")


def delivered(at_most: int, *, names: Sequence[Name], span: Text) -> Text:
    """What a back-end may have."""
    named = ", ".join(map(str, names))
    return Text(
        f"kreeg hoogstens {at_most} waarden onder de naam {named}, {span.nl}.",
        f"got at most {at_most} values under the name {named}, {span.en}.",
    )


def ask(action: str, *, names: Sequence[Name], cell: Cell | None, is_here: bool) -> Text:
    """is_here: the gateway has changed the files itself."""
    if is_here and action in (MOVE, ERASE):
        return Text(
            "Deze bestanden zijn hier al aangepast; vraag hetzelfde aan wie er een kopie van nam.",
            "These files are changed already; ask the same of whoever took a copy of them.",
        )
    where = _cell(cell)
    named = ", ".join(each.name for each in names)
    return {
        EXPORT: Text(f"Vraag de beheerder wat daar van {named} staat.", f"Ask its keeper what is there of {named}."),
        MOVE: Text(
            f"Vraag de beheerder de plaats van alle waarden van {named} te verbeteren: {where.nl}.",
            f"Ask its keeper to correct the place of all values of {named}: {where.en}.",
        ),
        WITHDRAW: Text(
            f"Vraag de beheerder vanaf nu niets meer van {named} te gebruiken of door te geven.",
            f"Ask its keeper to use and pass on nothing of {named} from now on.",
        ),
        ERASE: Text(
            f"Vraag de beheerder alles van {named} te wissen, ook uit kopieën en bij wie het verder kreeg.",
            f"Ask its keeper to erase all of {named}, from copies too, and where it went from there.",
        ),
    }[action]


def copies(action: str, *, until: str) -> Text:
    """Copies that stoep does not know of."""
    why = {
        MOVE: Text("staat nog de oude plaats", "still have the old place"),
        WITHDRAW: Text("doet de tuin nog mee", "still have the garden taking part"),
        ERASE: Text("staat de tuin nog", "still have the garden"),
    }[action]
    return Text(
        f"In kopieën van vóór nu {why.nl}: maak ze opnieuw of gooi ze weg, uiterlijk op {until}. Zoek naar bestanden"
        " van `stoep journal backup`, mappen van `stoep site export`, tar-bestanden van de statusmap, kopieën van"
        " devices.json en bundelbestanden. Wordt er een teruggezet: herhaal deze opdracht voordat de gateway start.",
        f"Copies made before now {why.en}: make them anew or throw them away, by {until} at the latest. Look for files"
        " of `stoep journal backup`, folders of `stoep site export`, tar files of the state folder, copies of"
        " devices.json, and bundle files. If one is put back, repeat this command before the gateway starts.",
    )


def done(action: str, *, cell: Cell | None = None) -> tuple[Text, ...]:
    """What this gateway has done itself."""
    where = _cell(cell)
    return {
        EXPORT: (IN_MEMORY,),
        MOVE: (
            Text(
                f"Plaats verbeterd: {where.nl}, ook van alles wat al gemeten is en hier staat of nog wacht.",
                f"Place corrected: {where.en}, also of all that was measured already and is or waits here.",
            ),
        ),
        WITHDRAW: (
            Text(
                "Vanaf nu wordt niets meer aangenomen of doorgegeven. Wat nog wachtte krijgt geen back-end meer; het"
                ' telt als "withheld (withdrawn)".',
                "From now on nothing is taken or passed on. What still waited goes to no back-end any more; it counts"
                ' as "withheld (withdrawn)".',
            ),
            Text(
                "Wat over de grond was uitgerekend is weg, en de tuin telt in geen getal over tuinen meer mee.",
                "What was worked out about its soil is gone, and it counts in no figure of gardens any more.",
            ),
            Text(
                "Toestemmingen zijn ingetrokken. De eigen link laat nog zien dat de tuin niet meer meedoet, tot alles"
                " gewist wordt.",
                "Consents are taken back. The own link still shows that the garden takes part no more, until all is"
                " erased.",
            ),
            Text(
                "Wat hier al staat blijft staan tot het gewist wordt: stoep garden erase.",
                "What is here already stays until it is erased: stoep garden erase.",
            ),
        ),
        ERASE: (
            Text(
                "Hier gewist: apparatenlijst, uitnodigingen, updates, instellingen, toestemmingen, eigen link,"
                " journaal, archief, almanak, en wat bij de ingebouwde broker wachtte. Wat nog naar een back-end"
                " moest, gaat niet meer weg.",
                "Erased here: device list, invites, updates, settings, consents and own link, journal, archive,"
                " almanac, and what waited at the embedded broker. What was still to go to a back-end goes nowhere any"
                " more.",
            ),
            Text(
                "Getallen van een groep tuinen waar de tuin in meetelde zijn weg, ook die van eerdere dagen.",
                "Figures of a group of gardens that it counted in are gone, those of earlier days too.",
            ),
            Text(
                "Er blijven: optellingen over alle apparaten samen (stoep accounts), zonder naam. Een bord dat nog"
                " hangt wordt geweigerd; zet het uit en wis het.",
                "What stays: sums over all devices together (stoep accounts), without a name. A board that still hangs"
                " there is refused; switch it off and wipe it.",
            ),
        ),
    }[action]


def ledger(place: str, *, rows: int) -> Text:
    """rows: of the ledger that name the place."""
    return Text(
        f"Het kasboek van mensentellingen noemt de plek {place} in {rows} regels: welke periode is getrokken, nooit"
        " hoeveel mensen. Er wordt niets uit geschrapt, anders kon een periode nog eens worden vrijgegeven.",
        f"The ledger of people counts names the place {place} in {rows} rows: which window was drawn, never how many"
        " people. Nothing is taken out of it, or a window could be released once more.",
    )


def figures_gone(number: int) -> Text:
    """number: of the block that the garden counted in."""
    return Text(
        f"Alle {number} getallen van de groep tuinen waar deze tuin in meetelde zijn weg, ook die van eerdere dagen, en"
        " verslagen zijn zonder die groep opnieuw gemaakt. De open data is vanaf nu zonder; wie een eerder bestand"
        " heeft, houdt dat. De andere tuinen van de groep wachten op een nieuwe.",
        f"All {number} figures of the group of gardens that it counted in are gone, those of earlier days too, and"
        " reports are made again without that group. Open data is without them from now on; who has an earlier file"
        " keeps that. The other gardens of the group wait for a new one.",
    )


def own_broker() -> Text:
    """The operator's own Mosquitto keeps copies."""
    return Text(
        "Uw eigen Mosquitto: kopieer het wachtwoordbestand en de ACL opnieuw en laat hem ze lezen. In zijn opslag"
        " kunnen nog verzegelde berichten van het apparaat liggen, die niemand meer kan openen zonder master.key.",
        "Your own Mosquitto: copy the password file and the ACL anew and let it read them. Its store may still have"
        " sealed messages of the device, which nobody can open without master.key.",
    )


def still_named(file: str) -> Text:
    """A file below the state folder that is not stoep's own, or not any more."""
    return Text(
        f"De naam staat nog in {file}: kijk of dat weg kan.", f"The name still stands in {file}: see if it can go."
    )


def _cell(cell: Cell | None) -> Text:
    if cell is None:
        return Text("geen plaats", "no place")
    text = f"{cell.x_m},{cell.y_m}"
    return Text(
        f"midden van het vak van {cell.size_m} m: {text} (RD New)",
        f"centre of the {cell.size_m} m cell: {text} (RD New)",
    )
