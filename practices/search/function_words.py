"""Words of the partners' languages that tell little of what someone looks for.

They hold others together, or belong to asking as such: "please", "the best way", "examples of".

Our own short list; a word that is missing here only counts a little too much.
"""

from practices.search.text import folded

BY_LANGUAGE = {
    "en": "a about am an and any are as at be been but by can could did do does for from get give had "
    "has have help helps how i if in into is it its know like looking made make makes me more most my "
    "need no not of on one or our should show so some such than that the their them there these they this "
    "those to us use used using want was we were what when where which who why will with would you your",
    "es": "a al algo alguna alguno ante antes como con cual cuales cuando cuanto de del desde donde e el "
    "ella ellos en entre era es esa ese eso esta este estos ha hace hacer han hasta hay la las le les lo "
    "los mas me mi muy necesito ni no nos o para pero por porque puede pueden que quien quiero se sea "
    "ser si sin sobre son su sus tambien tiene todo u un una unas uno unos y ya",
    "it": "a agli ai al alla alle anche che chi ci come con cosa cui da dai dal dalla delle degli dei del "
    "della di dove e ed essere fa fare gli ha hanno i il in io la le lo ma mi ne negli nei nel nella no "
    "non o per perche piu puo quale quali quando quanto che se si sono su sua sul sulla suo tra un una uno",
    "fi": "ei eivat en että ja jos joka jotka kanssa kuin kuinka kun miksi mikä missä miten mitä mutta "
    "myös ne niin ole olla on oli ovat se sekä tai tämä vai voi voiko",
    "fr": "a ai au aux avec ce ces comment dans de des du elle en est et etre il ils je la le les leur "
    "lui mais me ne nos notre nous on ont ou par pas peut pour quand que quel quelle quelles quels qui "
    "sa sans se ses si son sont sur un une vous y",
    "nl": "aan als bij dan dat de deze die dit door een en er geen had heb hebben heeft het hoe ik in is "
    "je kan kunnen maar met mijn naar niet nog of om ons onze ook op over te tot uit van voor waar "
    "waarom wat we welke wie wij worden wordt zijn zo",
    "pl": "a aby ale być co czy dla do gdzie i ich jak jaka jaki jakie jako jest już kiedy kto która "
    "które który lub ma mogą może można na nad nie o od oraz po pod przez przy są się tak tego ten to w "
    "we z za ze że",
    "sl": "ali ampak bi bil bila bilo da do ga gre h ima in iz jaz je k kaj kako kako kateri katera kdaj "
    "kdo ker kje ko lahko med na nad ne ni o ob od pa po pod pri s se so ta tako te ti to tudi v za z ze",
    "ca": "a al als amb aquest aquesta com d de del dels des el ella els en entre es este et fa fer ha "
    "han hi i l la les li lo més no o on per perque pero pot que quan quin quina qui s se sense si sobre "
    "son te un una uns",
}  # fmt: skip
# Left out on purpose: what is a term of the field elsewhere (bon, buono: a voucher; marche: a market).
OF_ASKING = {
    "en": "best better example examples find finding good great kind kinds look many much other others "
    "please possible search searching someone something tell thank thanks thing things way ways well "
    "works",
    "es": "alguien ayudar buena buenas bueno buenos busca buscamos buscar busco ejemplo ejemplos "
    "encontrar favor funciona funcionan gracias manera maneras mejor mejores modo necesita necesitamos "
    "otra otras otro otros podemos puedo queremos quisiera tener todas todos",
    "it": "aiutare altre altri bisogno buon buona buone cercare cerchiamo cerco esempi esempio favore "
    "funziona funzionano grazie meglio miglior migliore migliori modi modo molto possiamo posso possono "
    "qual questa questo trovare tutti vogliamo voglio vorrei",
    "fi": "auttaa esimerkit esimerkkejä esimerkki etsimme etsin haluamme haluan hyvä hyvät hyviä kiitos "
    "kuka löytää muita muut onko paras paremmin parhaat parhaita tapa tapoja tarvitsemme tarvitsen "
    "toimii toimivat voimme voin",
    "fr": "aider autre autres avons besoin bonne bonnes cet cette cherche cherchent chercher cherchons "
    "exemple exemples façon façons faire fait faut fonctionne fonctionnent manière meilleur meilleure "
    "meilleures meilleurs merci peuvent plus svp tous tout toutes trouver veut voudrais",
    "nl": "alstublieft andere beste beter dank goed goede graag helpen helpt iemand iets kunt manier "
    "manieren meer moet moeten veel vinden voorbeeld voorbeelden werkt wil willen zoals zoek zoeken",
    "pl": "chcę chcemy czym działa działają dobra dobre dobry dobrych dziękuję inne innych jakich jakiej "
    "lepiej możemy najlepsza najlepsze najlepszy najlepszych potrzebujemy potrzebuję proszę "
    "przykład przykładów przykłady sposób sposoby szukać szukam szukamy znaleźć",
    "sl": "boljše deluje delujejo dober dobra dobre dobrih druge drugi drugih hvala iščem iščemo kakšen "
    "kakšna kakšne najboljša najboljše najboljši najboljših najti način načine načini pomagati "
    "potrebujem potrebujemo primer primere primeri primerov prosim želim želimo",
    "ca": "ajudar altra altres bo bona bones busco buscar busquem exemple exemples funciona funcionen "
    "gràcies manera maneres millor millors necessitem necessito podem trobar volem vull",
}  # fmt: skip
FUNCTION_WORDS = frozenset(
    folded(word)
    for listed in (*BY_LANGUAGE.values(), *OF_ASKING.values())
    for word in listed.split()
)


def is_function_word(word: str) -> bool:
    """Whether a word only holds others together or asks, in any of the languages."""
    return folded(word) in FUNCTION_WORDS
