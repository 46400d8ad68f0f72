"""Function words of the partners' languages: they tell little of what someone looks for.

Our own short list; a word that is missing here only counts a little too much.
"""

from practices.search.text import folded

BY_LANGUAGE = {
    "en": "a about am an and any are as at be been but by can could did do does for from get give had "
    "has have help helps how i if in into is it its know like looking made make makes me more most my "
    "need no not of on or our should show so some such than that the their them there these they this "
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
FUNCTION_WORDS = frozenset(
    folded(word) for listed in BY_LANGUAGE.values() for word in listed.split()
)


def is_function_word(word: str) -> bool:
    """Whether a word only holds others together, in any of the languages."""
    return folded(word) in FUNCTION_WORDS
