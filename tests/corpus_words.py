"""Words for made-up cases: sentences as they are spoken, short answers, names; nobody is real."""

SPOKEN = (
    "Jeg står tidligt op, for sådan har jeg altid gjort, og så er jeg færdig, før de andre vågner.",
    "Hjemme havde vi en lille butik, og det var mig, der stod med kunderne og tallene.",
    "Jeg lærte det af min onkel, som aldrig sagde ret meget, men som viste alting to gange.",
    "Når noget går i stykker, vil jeg hellere prøve at lave det end købe nyt.",
    "Det vigtigste for mig er, at mine børn ser mig gå på arbejde om morgenen.",
    "Jeg kan godt lide at arbejde sammen med andre, men jeg er ikke bange for at stå alene med noget.",
    "På centret spiller vi bold om fredagen, og der taler vi kun dansk, selv om det går langsomt.",
    "Jeg har søgt tre steder og fået to svar, og det ene var venligt.",
    "Min lærer siger, at jeg skal tale mere og tænke mindre over fejlene.",
    "Vi var otte på holdet, og formanden gav mig nøglerne, da han rejste hjem til sin familie.",
    "Jeg vil gerne begynde med noget enkelt, bare jeg kan se, hvor det fører hen.",
    "Den første uge forstod jeg ingenting, men den anden uge kendte jeg alle navnene.",
    "Hvis to er uenige, henter jeg kaffe til begge, og så taler vi om det bagefter.",
    "Jeg skriver nye ord på en seddel i lommen: skruetrækker, vagtplan, madpakke.",
    "Om fem år håber jeg, at jeg kan vise en anden, hvordan man gør.",
    "Chefen ringede selv og spurgte, om jeg kunne komme igen om mandagen!",
    "Jeg har kørt lastbil i bjergene om vinteren, så en dansk landevej gør mig ikke nervøs.",
    "Ærligt talt ved jeg ikke, hvordan man søger et job her, men jeg vil gerne lære det.",
    "Det sværeste er at vente; når jeg har noget i hænderne, går dagen hurtigere.",
    "Åbent hus på skolen blev en god dag, for der fik jeg talt med tre virksomheder.",
    "Jeg regner hurtigt i hovedet, og jeg glemmer sjældent en pris eller et mål.",
    "Min kone og jeg har lavet en plan, så den ene altid kan hente de små.",
    "Jeg plejer at spørge én gang for meget, for så skal jeg ikke lave det om.",
    "Vi bagte 400 brød hver nat, og når solen stod op, var der ikke ét tilbage.",
)
SEEN = (
    "Kandidaten svarer roligt og giver selv eksempler, uden at der bliver spurgt to gange.",
    "Virker vant til at tage ansvar og til at blive regnet med.",
    "Har brug for at se opgaven én gang; derefter arbejder kandidaten selvstændigt.",
    "Fremmødet er stabilt, og beskeder bliver besvaret samme dag.",
    "Det skal afklares med jobcentret, om forløbet kan begynde før flytningen.",
    "Undervurderer sig selv, når talen falder på skriftligt dansk.",
    "Kendte fagordene for værktøj og materialer, men ikke for måleenheder.",
    "Familien er med på planen, og pasningen er det eneste, der mangler.",
    "Bør møde en virksomhed ansigt til ansigt, for det skriftlige yder ikke kandidaten retfærdighed.",
    "Konsulenten anbefaler en fast makker de første fire uger.",
    "Papirerne ligger hos en søster og kan sendes inden for en måned.",
    "Spørger selv til løn, arbejdstid og uddannelse, og spørgsmålene er velovervejede.",
)
SAID = (
    "Vi kan godt bruge en mere på holdet, når sæsonen begynder.",
    "Han må gerne komme på besøg en eftermiddag og se maskinerne.",
    "Hun er altid den første, der tilbyder at hjælpe med at rydde op.",
    "Fremmødet er godt, og når der er fravær, får vi besked i god tid.",
    "Dansk går fremad, især når emnet er arbejde.",
    "Der er en fast plads, hvis prøveperioden går, som vi håber.",
    "Vi har gode erfaringer fra sidste år og vil gerne prøve igen.",
)
SHORT = (
    "Lager og pakning", "Reparation af cykler", "Syning og tilpasning", "Brød og boller fra bunden",
    "Tømrer og snedker", "Montage af lette elementer", "Køkken og service", "Pasning af dyr og stald",
    "Malerarbejde, inde og ude", "Bogholderi i en mindre butik", "Svejsning og smedearbejde",
    "Et sted med faste kolleger", "Noget med mennesker", "Have, mark og drivhus",
    "Kan begynde med kort varsel",
    "Ingen lige nu", "Værktøj, truck og målebånd", "Rengøring af kontorer og trapper",
    "Aftales med virksomheden", "Undervisning af mindre børn",
)  # fmt: skip
PLACES = (
    "Snedkeriet ved Åen", "Fjordens Konserves", "Kantinen på Plejecenter Egely", "Vestjysk Emballage",
    "Autoværkstedet Hjørnet", "Gartneriet Solbakken", "Systuen Nål og Tråd", "Havnens Fiskeforretning",
    "Nordfyns Betonvarer", "Bageriet Morgenstund", "Cykelsmeden i Mellemgade", "Lageret på Industrivej",
)  # fmt: skip
PEOPLE = (
    "Samir Hadidi", "Rima Sabbagh", "Tesfay Berhe", "Shirin Golzari", "Dawit Haile", "Nour Alhamwi",
    "Farid Nikzad", "Zaynab Omer", "Jiyan Xelîl", "Abdirahman Warsame",
)  # fmt: skip
COMPOUNDS = (
    "arbejdsmarkedsuddannelsesinstitutionssamarbejdsaftaleudkastet",
    "sikkerhedsrepræsentantuddannelsesgodkendelsesmyndigheden",
    "fødevarehygiejnekursusbeviskontrolmedarbejderassistenten",
    "virksomhedskonsulentmødeplanlægningsværktøjsvejledningen",
    "integrationsgrunduddannelsesvejlederfunktionsbeskrivelse",
)
ARABIC = ("سمير حديدي", "ريما صباغ", "نور الحموي", "زينب عمر", "محل الخياطة في حلب", "مطعم الشام")
"""With the transliteration before it, as people write their names on a form."""
