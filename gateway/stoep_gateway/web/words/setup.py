"""Texts of the five steps of a set-up."""

WORDS = {
    "setup.step": ("Stap {n} van {last}.", "Step {n} of {last}."),
    "setup.of": ("Tuin {garden}.", "Garden {garden}."),
    "setup.steps": ("De vijf stappen", "The five steps"),
    "setup.done": ("klaar", "done"),
    "setup.back": ("Vorige stap", "Step back"),
    "setup.skip": ("Sla deze stap over", "Skip this step"),
    "setup.skip.last": ("Sla over, naar je tuin", "Skip, to your garden"),
    "setup.save": ("Bewaar en ga verder", "Save and go on"),
    "setup.next": ("Bewaar en ga verder", "Save and go on"),
    "setup.finish": ("Bewaar en ga naar je tuin", "Save and go to your garden"),
    "setup.soil": ("Grond", "Soil"),
    "setup.plants": ("Planten", "Plants"),
    "setup.place": ("Zon en tegels", "Sun and paving"),
    "setup.probe": ("Voeler", "Probe"),
    "setup.consent": ("Toestemming", "Consent"),
    # 1
    "setup.soil.title": ("Wat voor grond heb je?", "What soil do you have?"),
    "setup.soil.lead": (
        "Zand is sneller droog dan klei. Daarom moeten we je grond kennen. Kies één manier.",
        "Sand dries sooner than clay. So we have to know your soil. Choose one way.",
    ),
    "setup.soil.now": ("We weten nu: {soil} ({by}).", "We know now: {soil} ({by})."),
    "setup.by.lab": ("uit een lab of van een kaart", "from a laboratory or a map"),
    "setup.by.finger": ("zelf gevoeld", "felt by hand"),
    "setup.by.postcode": ("uit je postcode", "from your postcode"),
    "setup.finger.title": ("Voel aan je grond", "Feel your soil"),
    "setup.finger.how": (
        "Pak een handvol grond van 10 centimeter diep. Maak die vochtig, zodat je hem kunt kneden.",
        "Take a handful of soil from 10 centimetres deep. Make it moist, so that you can knead it.",
    ),
    "setup.ask.peat": (
        "1. Is je grond zwart en licht, met stukjes plant erin?",
        "1. Is your soil black and light, with bits of plants in it?",
    ),
    "finger.peat.none": ("Nee", "No"),
    "finger.peat.some": ("Een beetje", "Some of it"),
    "finger.peat.mostly": ("Ja, bijna alles", "Yes, nearly all"),
    "setup.ask.ball": ("2. Knijp er een bal van. Blijft die heel?", "2. Squeeze it into a ball. Does it hold?"),
    "finger.ball.no": ("Nee, hij valt uit elkaar", "No, it falls apart"),
    "finger.ball.yes": ("Ja", "Yes"),
    "setup.ask.ribbon": (
        "3. Duw de bal met je duim plat over je vinger. Hoe lang wordt de sliert?",
        "3. Press the ball flat over your finger with your thumb. How long is the ribbon?",
    ),
    "finger.ribbon.none": ("Er komt geen sliert", "There is no ribbon"),
    "finger.ribbon.short": ("Korter dan 2,5 centimeter", "Shorter than 2.5 centimetres"),
    "finger.ribbon.medium": ("2,5 tot 5 centimeter", "2.5 to 5 centimetres"),
    "finger.ribbon.long": ("Langer dan 5 centimeter", "Longer than 5 centimetres"),
    "setup.ask.feel": (
        "4. Maak een beetje heel nat en wrijf het in je hand. Hoe voelt het?",
        "4. Make a little very wet and rub it in your palm. How does it feel?",
    ),
    "finger.feel.gritty": ("Korrelig", "Gritty"),
    "finger.feel.between": ("Er tussenin", "In between"),
    "finger.feel.smooth": ("Glad", "Smooth"),
    "setup.ask.grains": ("5. Hoe groot zijn de korrels?", "5. How large are the grains?"),
    "finger.grains.coarse": ("Zo groot als suiker, of groter", "As large as sugar, or larger"),
    "finger.grains.fine": ("Bijna niet te zien", "Hardly to be seen"),
    "setup.lab.title": ("Je weet het al", "You know it already"),
    "setup.lab.how": (
        "Heb je een uitslag van een lab? Of staat je grond op een bodemkaart? Kies dan de klasse.",
        "Do you have a laboratory's result? Or is your soil on a soil map? Then choose its class.",
    ),
    "setup.lab.soil": ("Klasse van de Staringreeks", "Class of the Staring series"),
    "setup.lab.choose": ("Kies een klasse", "Choose a class"),
    "setup.postcode.title": ("Zoek het op", "Look it up"),
    "setup.postcode.how": (
        "We zoeken op wat voor grond er bij je in de buurt ligt. Je postcode bewaren we niet.",
        "We look up what soil lies around your home. We do not keep your postcode.",
    ),
    "setup.postcode.four": ("De vier cijfers van je postcode", "The four digits of your postcode"),
    # 2
    "setup.plants.title": ("Wat groeit er bij de voeler?", "What grows at the probe?"),
    "setup.plants.lead": (
        "De voeler is de sensor in de grond. Gras heeft korte wortels, een boom lange. "
        "Dat bepaalt hoeveel water je plant kan bereiken.",
        "The probe is the sensor in the ground. Grass has short roots, a tree long ones. "
        "That decides how much water your plant can reach.",
    ),
    "setup.ask.planting": ("Kies wat het dichtst bij de voeler staat", "Choose what is nearest to the probe"),
    # 3
    "setup.place.title": ("Hoeveel zon en tegels zijn er?", "How much sun and paving is there?"),
    "setup.place.lead": (
        "Zon droogt de grond. Tegels houden regen tegen en worden warm.",
        "Sun dries the soil. Paving keeps rain out and gets hot.",
    ),
    "setup.ask.sun": ("Hoeveel zon krijgt de plek in de zomer?", "How much sun does the spot get in summer?"),
    "setup.sun.sun": ("Bijna de hele dag zon", "Sun nearly all day"),
    "setup.sun.half": ("Een halve dag zon", "Sun half of the day"),
    "setup.sun.shade": ("Bijna altijd schaduw", "Nearly always shade"),
    "setup.paved": (
        "Welk deel van je tuin ligt vol tegels, in procent?",
        "How much of your garden is paved, in percent?",
    ),
    "setup.paved.how": (
        "Tel terras, paden en schuur mee. Geen tegels is 0, alles tegels is 100. Schatten mag.",
        "Count terrace, paths and shed. No paving is 0, all paving is 100. You may guess.",
    ),
    # 4
    "setup.probe.title": ("Wat zegt je voeler in lucht en in water?", "What does your probe say in air and in water?"),
    "setup.probe.lead": (
        "De voeler is de sensor in de grond. Elke voeler is anders. "
        "Met twee getallen weten we wat die van jou bedoelt.",
        "The probe is the sensor in the ground. Every probe is different. Two numbers tell us what yours means.",
    ),
    "setup.probe.none": (
        "Je voeler geeft zelf al procenten. Hier hoef je niets te doen.",
        "Your probe gives percentages by itself. There is nothing to do here.",
    ),
    "setup.probe.air": (
        "Houd de voeler droog in de lucht. Schrijf het getal op dat je ziet.",
        "Hold the probe in the air, dry. Write down the number that you see.",
    ),
    "setup.probe.water": (
        "Zet hem in een glas water, tot de streep. Schrijf ook dat getal op.",
        "Put it in a glass of water, up to its line. Write down that number, too.",
    ),
    "setup.probe.print": (
        "Wie de sensor bouwde, zag deze getallen bij stoep device watch --probe.",
        "Who built the sensor saw these numbers at stoep device watch --probe.",
    ),
    "setup.probe.newest": ("De voeler zei het laatst {value}, {age}.", "The probe last said {value}, {age}."),
    "setup.probe.hourly": (
        "Hij meet elk uur. Laat hem dus even staan en lees hem daarna.",
        "It measures every hour. So leave it for a while and read it then.",
    ),
    "setup.probe.read": (
        "Gelezen: {value}, {age}. Klopt dat? Bewaar het dan.",
        "Read: {value}, {age}. Is that right? Then save it.",
    ),
    "setup.probe.dry": ("In de lucht, in millivolt", "In air, in millivolts"),
    "setup.probe.wet": ("In water, in millivolt", "In water, in millivolts"),
    "setup.probe.read.dry": ("Lees de voeler nu, in de lucht", "Read the probe now, in air"),
    "setup.probe.read.wet": ("Lees de voeler nu, in water", "Read the probe now, in water"),
    # 5
    "setup.consent.title": ("Waar mag je tuin voor meetellen?", "What may your garden count for?"),
    "setup.consent.lead": (
        "Jij beslist. Zeg je nee? Dan krijg je nog steeds advies voor je tuin.",
        "You decide. Do you say no? Then you still get advice for your garden.",
    ),
    "setup.consent.said.yes": ("Je zei ja op {day}.", "You said yes on {day}."),
    "setup.consent.said.no": ("Je zei nee op {day}.", "You said no on {day}."),
    "setup.consent.old": (
        "Je antwoordde op {day}, op een oudere tekst. Antwoord nog eens.",
        "You answered on {day}, to an older text. Please answer again.",
    ),
    # what is wrong
    "setup.flaw.unkept": (
        "Niet bewaard: de gateway kan nu niets opslaan. Probeer het later nog eens.",
        "Not saved: the gateway cannot keep anything now. Try again later.",
    ),
    "setup.flaw.soil.finger.few": (
        "Hiermee weten we je grond nog niet. Beantwoord ook de andere vragen.",
        "This does not tell us your soil yet. Answer the other questions, too.",
    ),
    "setup.flaw.soil.lab.none": ("Kies een klasse uit de lijst.", "Choose a class from the list."),
    "setup.flaw.soil.postcode.none": (
        "Deze postcode kennen we niet. Kies een andere manier.",
        "We do not know this postcode. Choose another way.",
    ),
    "setup.flaw.plants.none": ("Kies wat er groeit.", "Choose what grows."),
    "setup.flaw.place.none": (
        "Kies hoeveel zon er is, of vul een getal in.",
        "Choose how much sun, or fill in a number.",
    ),
    "setup.flaw.place.paved": (
        "Vul bij tegels een heel getal in van 0 tot en met 100.",
        "For paving fill in a whole number from 0 to 100.",
    ),
    "setup.flaw.probe.empty": ("Vul beide getallen in.", "Fill in both numbers."),
    "setup.flaw.probe.number": (
        "Vul twee hele getallen in, zoals 2700 en 1150.",
        "Fill in two whole numbers, such as 2700 and 1150.",
    ),
    "setup.flaw.probe.range": (
        "Een getal ligt tussen 0 en 5000 millivolt.",
        "A number lies between 0 and 5000 millivolts.",
    ),
    "setup.flaw.probe.alike": (
        "De getallen lijken te veel op elkaar. Stond de voeler echt in water?",
        "The numbers are too much alike. Was the probe really in water?",
    ),
    "setup.flaw.probe.swapped": (
        "In water hoort het getal lager te zijn. Heb je ze verwisseld?",
        "In water the number should be lower. Did you swap them?",
    ),
    "setup.flaw.probe.silent": (
        "De voeler heeft nog niets gemeten. Vul het getal zelf in.",
        "The probe has measured nothing yet. Fill in the number yourself.",
    ),
    "setup.flaw.consent.none": ("Kies ja of nee.", "Choose yes or no."),
}
