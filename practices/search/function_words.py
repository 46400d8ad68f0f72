"""Words of the partners' languages that tell little of what someone looks for.

They hold others together, or belong to asking as such ("please", "the best way", "examples of"), or are
said of every practice: "small".

Our own list. A word that is missing here only counts a little too much; a word that is here names no
concept in texts of its language, and tells nothing in a query unless it is an acronym of the table, too
(reading._read_small_word): "ai" and "mes", which are small words of Italian, French, Spanish and Catalan.
"""

from collections import defaultdict
from functools import cache

from practices.search.text import folded

BY_LANGUAGE = {
    "en": "a about am an and any are as at be been but by can could did do does for from get give "
    "had has have help helps how i if in into is it its know like looking made make makes me "
    "more most my need no not of on one or our should show so some such than that the their "
    "them there these they this those to us use used using want was we were what when where "
    "which who why will with would you your after again all also another around away back "
    "because before being both during each either else even ever every everything few further "
    "having he her here him his however instead itself just least less let may might must "
    "neither never nothing now off often once only out own perhaps quite rather really same "
    "she since somebody still then though through thus too under until up upon very via "
    "whether while whose within without yet anyone anything down myself ourselves "
    "several various couple whom although",
    "es": "a al algo alguna alguno ante antes como con cual cuales cuando cuanto de del desde donde "
    "e el ella ellos en entre era es esa ese eso esta este estos ha hace hacer han hasta hay "
    "la las le les lo los mas me mes mi muy necesito ni no nos o para pero por porque puede "
    "pueden que quien quiero se sea ser si sin sobre son su sus tambien tiene todo u un una "
    "unas uno unos y ya ahora aquí así aún aunque bajo bien cada casi contra cualquier cuyo "
    "dentro después durante debe deben debemos dos ello esto están estoy fuera haber había "
    "hacia incluso luego menos mientras misma mismo mucha mucho muchos nada nadie nuestra "
    "nuestro nuestros nunca ningún poco pocos podría podríamos pronto pues quienes quiere "
    "quieren según siempre solo sería tal tampoco tan tanto todavía tras usted ustedes vamos "
    "varios vez veces algún algunos varias diversos diversas algunas distintos distintas",
    "it": "a agli ai al alla alle anche che chi ci come con cosa cui da dai dal dalla delle degli "
    "dei del della di dove e ed essere fa fare gli ha hanno i il in io la le lo ma mi ne "
    "negli nei nel nella no non o per perche piu puo quale quali quando quanto se si sono su "
    "sua sul sulla suo tra un una uno abbiamo adesso allora ancora avere avete bene ciascuno "
    "contro così dopo deve devono dobbiamo due erano essi fino fuori già ho invece lei loro "
    "mai meno mentre mia mio molti molte nessuno niente nostra nostro nostri ogni oppure ora "
    "pochi poi prima proprio qualche qualcuno qualcosa quasi quelli quello quella questi "
    "queste quindi sarà sempre senza sia siamo siete sotto stata stato stesso subito suoi "
    "tutta tutte tutto vostra vostro verso vorremmo potremmo potrebbe noi molta "
    "diversi diverse varie alcuni alcune parecchi parecchie",
    "fi": "ei eivat en että ja jos joka jotka kanssa kuin kuinka kun miksi mikä missä miten mitä "
    "mutta myös ne niin ole olla on oli ovat se sekä tai tämä vai voi voiko ehkä eli emme "
    "ennen ettei heidän heille häntä itse jo jolla jolle jonka jossa jota jotta joiden joissa "
    "joita joihin jälkeen kaikki kaikkien kenelle kenen koska kukaan kuten lisäksi meidän "
    "meille meitä mihin mikään milloin millainen millaisia millaista millä mille minkä "
    "minkälainen minne minua minulla minulle minun missään mistä mitkä mitään moni monta "
    "monia mukaan muu muun muuten niiden niillä niistä niitä noin nyt nämä olemme olen olet "
    "olette olevat olisi olivat ollut oman omaa omat paljon pitää pitäisi pois saada saadaan "
    "saan saat saamme saako siellä siihen siinä siitä sille sinä sitten teidän tähän tällä "
    "tämän tästä takaisin täytyy usein vaan vaikka vain vasta vielä voidaan voisi voisimme "
    "voimmeko voivat yksi oma saa sen sitä tätä usea usean useat useita useiden useampi "
    "useammat eri muutama muutaman muutamia",
    "fr": "a ai au aux mes avec ce ces comment dans de des du elle en est et etre il ils je la le "
    "les leur lui mais me ne nos notre nous on ont ou par pas peut pour quand que quel quelle "
    "quelles quels qui sa sans se ses si son sont sur un une vous y afin ainsi alors après "
    "assez aucun aucune aussi autour avait avant avez avoir beaucoup cela celle celles celui "
    "ceux chaque chez comme contre depuis dont durant déjà encore eux faudrait fois hors ici "
    "jamais jusque laquelle lequel lesquels leurs lors lorsque malgré moi moins mon même "
    "mêmes parce parfois pendant peu plusieurs plutôt pourquoi pourrait puis quoi rien sauf "
    "selon serait seulement sinon soit sommes souvent sous suis tandis tant tel telle tes toi "
    "toujours trop très tu vers voici voilà vos votre pouvons "
    "diverses quelques certains certaines différents différentes",
    "nl": "aan als bij dan dat de deze die dit door een en er geen had heb hebben heeft het hoe ik "
    "in is je kan kunnen maar met mijn naar niet nog of om ons onze ook op over te tot uit "
    "van voor waar waarom wat we welke wie wij worden wordt zijn zo af alleen alles altijd "
    "ander anders bent ben bijvoorbeeld binnen boven daar daarom dus eens eerst eigen elk "
    "elke enkele erg ergens haar hele hem hier hoeveel hun iedere ieder jij jou jouw jullie "
    "komen krijg krijgen laat laten maken mag mij misschien mogen naast niets nu omdat onder "
    "ongeveer ooit overal sinds sommige staan steeds tegen terug terwijl toch toen tussen "
    "twee vaak vanaf vooral wanneer waarmee waarop wel welk weinig zal zelf zelfs zich zij "
    "zonder zou zouden verschillende meerdere diverse",
    "pl": "a aby ale być co czy dla do gdzie i ich jak jaka jaki jakie jako jest już kiedy kto "
    "która które który lub ma mogą może można na nad nie o od oraz po pod przez przy są się "
    "tak tego ten to w we z za ze że aż bardzo bez był była było były coś często dlaczego "
    "dlatego dość dwa gdy gdyż go ile im jakaś jakieś jakiś jakimi jednak jedna jedno jeden "
    "jej jego jestem jesteśmy jeśli jeżeli każda każdy każde ktoś którego której których "
    "którym którzy kogo komu lecz mam mamy mają mieć mimo mnie mogę mój moja moje musi musimy "
    "nam nami nas nasz nasza nasze naszej naszych nawet nic nich niego niej niektóre nigdy "
    "nim nimi niż ona oni ono ponad ponieważ poza prawie przed również sam sama samo skąd "
    "swoje swój swoją tam tej też tutaj tych tylko tym tymi według wiele wielu więc wszystkie "
    "wszystkich wszystko wtedy zawsze zbyt żadna żadne żeby "
    "kilka kilku kilkoma różne różnych różnymi",
    "sl": "ali ampak bi bil bila bilo da do ga gre h ima in iz jaz je k kaj kako kateri katera kdaj "
    "kdo ker kje ko lahko med na nad ne ni o ob od pa po pod pri s se so ta tako te ti to "
    "tudi v za z ze bili bodo bom brez čeprav čez dokler dva ena eden eno jih jim ji kajti "
    "kam katere katerega katerem katerih katerimi ki kljub koga koliko mora morajo moramo "
    "morda naj naša naše nazaj nek neka neki nekaj nekdo nekateri nihče nikoli njega njegov "
    "njegova njen njih njihov njihove njim njo oz oziroma pred precej predvsem preko preveč "
    "prav sem sicer skoraj skozi smo sta ste svoj svoja svoje taka take takšen tem ter tega "
    "tisti tista tisto toda toliko torej tukaj vam vas več veliko vendar ves vse vsa vsak "
    "vsaka vsi vsega vseh zakaj zato zaradi zelo kot saj preden "
    "različni različne različna različnih",
    "ca": "a al als amb aquest aquesta com d de del dels des el ella els en entre es este et fa fer "
    "ha han hi i l la les li lo més no o on per perque pero pot que quan quin quina qui s se "
    "sense si sobre son te un una uns abans així això alguns algú allò aquell aquella aquells "
    "aquestes aquests ara coses davant després doncs eren estem fins fora havia mateix "
    "mateixa menys meu meva molt moltes molts ningú nosaltres nostre nostres podríem poden "
    "poca pocs prou quals quant quants seu seva seves seus també tenim tenen tota tots totes "
    "va vegada vegades vol volen vosaltres diversos diverses algunes",
}  # fmt: skip
# Left out on purpose: what is a term of the field elsewhere (bon, buono: a voucher; marche: a market).
OF_ASKING = {
    "en": "best better example examples find finding good great kind kinds look many much other others "
    "please possible search searching someone something tell thank thanks thing things way ways "
    "well works",
    "es": "alguien ayudar buena buenas bueno buenos busca buscamos buscar busco ejemplo ejemplos "
    "conseguir encontrar favor funciona funcionan gracias manera maneras mejor mejores modo "
    "necesita necesitamos otra otras otro otros podemos puedo queremos quisiera tener todas todos",
    "it": "aiutare altre altri bisogno buon buona buone cercare cerchiamo cerco esempi esempio favore "
    "funziona funzionano grazie meglio miglior migliore migliori modi modo molto ottenere possiamo "
    "posso possono qual questa questo trovare tutti vogliamo voglio vorrei",
    "fi": "auttaa esimerkit esimerkkejä esimerkki etsimme etsin haluamme haluan hyvä hyvät hyviä kannattaa "
    "kiitos kuka löytää muita muut onko paras paremmin parhaat parhaita tapa tapoja tarvitsemme tarvitsen "
    "toimii toimivat voimme voin",
    "fr": "aider autre autres avons besoin bonne bonnes cet cette cherche cherchent chercher cherchons "
    "exemple exemples façon façons faire fait faut fonctionne fonctionnent manière meilleur "
    "meilleure meilleures meilleurs merci obtenir peuvent plus svp tous tout toutes trouver veut "
    "voudrais",
    "nl": "alstublieft andere beste beter dank goed goede graag helpen helpt iemand iets kunt manier "
    "manieren meer moet moeten veel vinden voorbeeld voorbeelden werkt wil willen zoals zoek zoeken",
    "pl": "chcę chcemy czym działa działają dobra dobre dobry dobrych dziękuję inne innych jakich jakiej "
    "lepiej możemy najlepsza najlepsze najlepszy najlepszych potrzebujemy potrzebuję proszę dostać "
    "uzyskać zdobyć przykład przykładów przykłady sposób sposoby szukać szukam szukamy znaleźć",
    "sl": "boljše deluje delujejo dober dobiti dobim dobimo dobra dobre dobrih druge drugi drugih hvala "
    "iščem iščemo kakšen kakšna kakšne najboljša najboljše najboljši najboljših najti način načine "
    "načini pomagati potrebujem potrebujemo primer primere primeri primerov prosim želim želimo",
    "ca": "aconseguir ajudar altra altres bo bona bones busco buscar busquem exemple exemples funciona "
    "funcionen gràcies manera maneres millor millors necessitem necessito podem trobar volem vull",
}  # fmt: skip
# Every practice is for small firms. Left out: "małe" and "mala", which mean another thing elsewhere.
SMALL = {
    "en": "little small smaller",
    "es": "pequeña pequeñas pequeño pequeños",
    "it": "piccola piccole piccoli piccolo",
    "fi": "pienelle pienen pienessä pienet pieni pienille pienissä pieniä pienten pientä",
    "fr": "petit petite petites petits",
    "nl": "klein kleine kleinere",
    "pl": "małej mały małych małym",
    "sl": "majhen majhna majhne majhni majhnih majhnim",
    "ca": "petit petita petites petits",
}


@cache
def _languages() -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = defaultdict(set)
    for listed in (BY_LANGUAGE, OF_ASKING, SMALL):
        for language, text in listed.items():
            for word in text.split():
                held[folded(word)].add(language)
    return {word: frozenset(languages) for word, languages in held.items()}


def languages_of(word: str) -> frozenset[str]:
    """Return the languages in which a word tells little."""
    return _languages().get(folded(word), frozenset())


def is_function_word(word: str) -> bool:
    """Whether a word tells little in any of the languages."""
    return bool(languages_of(word))
