"""Texts of the check of a sensor: start, questionnaire, letter, files. Those of its result: check_result."""

LEAST, MOST = 7, 14  # screens that most kinds of sensors take; tests/gateway/privacy/test_screens.py counts them

WORDS = {
    "check.title": ("Houdt deze sensor zich aan de privacyregels?", "Does this sensor keep to the privacy rules?"),
    "check.lead": (
        f"Beantwoord een paar vragen over een sensor. Meestal zijn het {LEAST} tot {MOST} schermen. "
        "Het mag jouw sensor zijn, of die van iemand anders.",
        f"Answer a few questions about a sensor. Usually there are {LEAST} to {MOST} screens. "
        "It may be your sensor, or somebody else's.",
    ),
    "check.kept": (
        "Wij bewaren je antwoorden niet. Ze gaan met elke vraag heen en weer. "
        "Wil je ze houden? Maak er dan een bestand van.",
        "We do not keep your answers. They go back and forth with each question. Want to keep them? Then save a file.",
    ),
    "check.begin.title": ("Begin bij het begin", "Start at the beginning"),
    "check.begin.text": (
        "Je kiest zelf wat de sensor meet. Weet je iets niet? Dat is niet erg.",
        "You choose what the sensor measures. Is there something you do not know? That is fine.",
    ),
    "check.begin": ("Begin met vragen", "Start the questions"),
    "check.presets.title": ("Of kies een bekende sensor", "Or choose a common sensor"),
    "check.presets.text": ("Dan vullen we alvast iets voor je in.", "Then we fill in something for you."),
    "check.load.title": ("Of ga verder met een bestand", "Or go on with a file"),
    "check.load.text": (
        "Heb je eerder antwoorden bewaard? Kies dat bestand. We lezen het en bewaren het niet.",
        "Did you save answers before? Choose that file. We read it and do not keep it.",
    ),
    "check.load.file": ("Bestand met antwoorden", "File with answers"),
    "check.load": ("Lees dit bestand", "Read this file"),
    "check.reviewed": (
        "Geen jurist en geen bewoner heeft deze vragen en regels al nagekeken.",
        "No lawyer and no resident has reviewed these questions and rules yet.",
    ),
    # a preset
    "check.preset.title": ("Klopt dit?", "Is this right?"),
    "check.preset.text": (
        "Je koos: {name}. Dit vulden we alvast in. Je kunt het later nog veranderen.",
        "You chose: {name}. We filled this in. You can still change it later.",
    ),
    "check.preset.yes": ("Ja, ga verder", "Yes, go on"),
    "check.preset.no": ("Nee, ik kies zelf", "No, I choose myself"),
    # a screen
    "check.left.first": (
        f"Nog hooguit {{n}} schermen met vragen, meestal {LEAST} tot {MOST}.",
        f"At most {{n}} screens of questions left, usually {LEAST} to {MOST}.",
    ),
    "check.left.one": ("Nog hooguit {n} scherm met vragen.", "At most {n} screen of questions left."),
    "check.left.many": ("Nog hooguit {n} schermen met vragen.", "At most {n} screens of questions left."),
    "check.why": ("Waarom vragen we dit?", "Why do we ask this?"),
    "check.next": ("Ga verder", "Go on"),
    "check.back": ("Terug", "Back"),
    "check.now": ("Laat zien wat je al weet", "Show what you know already"),
    "check.yes": ("Ja", "Yes"),
    "check.no": ("Nee", "No"),
    "check.forever": ("Voor altijd", "For ever"),
    "check.unknown": ("Weet ik niet", "I don't know"),
    "check.unknown.fine": (
        "Weet je het niet? Dat is niet erg. We laten zien wat je kunt vragen.",
        "Don't you know? That is fine. We show what to ask.",
    ),
    "check.flaw": (
        "Kies bij elke vraag een antwoord, of \u2018Weet ik niet\u2019.",
        "Choose an answer to each question, or \u201cI don't know\u201d.",
    ),
    "check.flaw.none": ("Hier staat nog geen antwoord.", "There is no answer here yet."),
    "check.flaw.choice": ("Kies één van deze antwoorden.", "Choose one of these answers."),
    "check.flaw.yes-no": ("Kies ja of nee.", "Choose yes or no."),
    "check.flaw.set": (
        "Deze antwoorden kunnen niet samen. Niets is iets anders dan iets.",
        "These answers cannot go together. Nothing is different from something.",
    ),
    "check.flaw.number": ("Vul een getal in van {low} tot en met {high}.", "Fill in a number from {low} to {high}."),
    "check.flaw.date": ("Vul een dag in, zoals 2026-11-24.", "Fill in a day, such as 2026-11-24."),
    "check.flaw.place": ("Vul de naam van een gemeente in.", "Fill in the name of a municipality."),
    "check.given": ("Je antwoorden tot nu toe", "Your answers so far"),
    "check.change": ("Verander", "Change"),
    "check.save.half": ("Bewaar tot hier in een bestand", "Save so far in a file"),
    # a letter
    "check.letter.title": ("Een vriendelijke vragenbrief", "A friendly letter with questions"),
    "check.letter.lead": (
        "Geef of stuur deze brief aan wie de sensor heeft. Er staat niets in van wat jij hebt geantwoord.",
        "Give or send this letter to whoever has the sensor. Nothing of what you answered is in it.",
    ),
    "check.letter.how": (
        "Kopiëren: klik in de brief, dan kies je hem helemaal. Printen: kies \u2018Afdrukken\u2019 in je browser.",
        "To copy: click in the letter, that selects all of it. To print: choose \u201cPrint\u201d in your browser.",
    ),
    "check.letter.long": (
        "Dit zijn veel vragen. Vul eerst in wat je zelf kunt zien, zoals wat voor sensor het is. "
        "Dan wordt de brief korter.",
        "These are many questions. First fill in what you can see yourself, such as what kind of sensor it is. "
        "Then the letter becomes shorter.",
    ),
    "check.letter.more": ("Als je meer wilt vertellen", "If you want to tell more"),
    "check.letter.more.how": (
        "Hieronder staan de andere vragen. Ze komen niet in de mail. Je kunt ze erbij geven.",
        "The other questions are below. They are not in the mail. You can add them.",
    ),
    "check.letter.mail": ("Maak er een mail van", "Make it a mail"),
    "check.letter.none": (
        "Er is niets meer te vragen: je hebt alles al beantwoord.",
        "There is nothing left to ask: you have answered everything.",
    ),
    "check.letter.subject": ("Vragen over je sensor", "Questions about your sensor"),
    "check.letter.dear": ("Beste eigenaar van de sensor,", "Dear owner of the sensor,"),
    "check.letter.text": (
        "Ik zag dat je een sensor hebt. Ik ben benieuwd wat hij meet en wat daarmee gebeurt. "
        "Wil je mij antwoord geven op deze vragen? Weet je iets niet? Schrijf dat er dan gewoon bij.",
        "I saw that you have a sensor. I am curious what it measures and what happens with that. "
        "Would you answer these questions for me? Is there something you do not know? Then just say so.",
    ),
    "check.letter.self": (
        "Je kunt zelf nakijken of je sensor zich aan de regels houdt. Daar hoef je niets voor te betalen.",
        "You can check yourself whether your sensor keeps to the rules. You do not have to pay for that.",
    ),
    "check.letter.thanks": ("Alvast bedankt, en een vriendelijke groet,", "Thank you, and kind regards,"),
    "check.letter.back": ("Terug naar de uitkomst", "Back to the result"),
    # a file that is refused
    "check.refused.title": ("Dit bestand kunnen we niet lezen", "We cannot read this file"),
    "check.refused.none": ("Er is geen bestand gekozen.", "No file was chosen."),
    "check.refused.text": (
        "Het is geen tekst (UTF-8). Kies het bestand dat je hier eerder bewaarde.",
        "It is no text (UTF-8). Choose the file that you saved here before.",
    ),
    "check.refused.large": (
        "Het is te groot. Een bestand met antwoorden is kleiner dan 32 kB.",
        "It is too large. A file with answers is smaller than 32 kB.",
    ),
    "check.refused.line": (
        "In {name} staat iets wat we niet kennen, in regel {line}. Dit is de melding, in het Engels:",
        "There is something in {name} that we do not know, in line {line}. This is the message:",
    ),
    "check.refused.todo": (
        "Verander die regel, of kies een ander bestand. Er is niets bewaard.",
        "Change that line, or choose another file. Nothing was kept.",
    ),
    "check.refused.other": (
        "Kies een ander bestand. Er is niets bewaard.",
        "Choose another file. Nothing was kept.",
    ),
    "check.again": ("Terug naar het begin", "Back to the start"),
    "check.lost.title": ("Je antwoorden kwamen niet goed aan", "Your answers did not arrive well"),
    "check.lost.text": (
        "We kunnen ze niet lezen. Misschien is de pagina oud. Begin opnieuw, of lees een bestand met antwoorden.",
        "We cannot read them. Maybe the page is old. Start again, or read a file with answers.",
    ),
    "check.broken.title": ("De regels zijn er nu niet", "The rules are not there now"),
    "check.broken.text": (
        "De regels van deze gateway zijn nu niet te lezen. De beheerder moet dit nakijken.",
        "The rules of this gateway cannot be read now. The operator has to look into this.",
    ),
    # where it is named
    "check.door.title": ("Een sensor bij jou in de buurt?", "A sensor near you?"),
    "check.door.text": (
        "Een deurbel met camera, een teller, een luchtmeter: kijk of die zich aan de privacyregels houdt.",
        "A doorbell with a camera, a counter, an air meter: see whether it keeps to the privacy rules.",
    ),
    "check.door.go": ("Kijk een sensor na", "Check a sensor"),
}
