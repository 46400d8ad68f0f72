"""Forms of one word have one stem, also where a stemmer keeps them apart or leaves too little."""

import pytest

from practices.search import endings
from practices.search.text import stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        # the stemmer keeps them apart
        ("fi", "teollisuus teollisuuden teollisuutta teollisuudessa teollisuuksien"),
        ("fi", "rahoitus rahoituksen rahoitukset"),
        ("fi", "digitaalinen digitaalisen digitaaliset"),
        ("fi", "kaupunki kaupungin kaupungit"),
        ("fi", "nainen naisen naiset naisia"),
        ("fi", "koulutus koulutuksen koulutusta koulutuksia"),
        ("fi", "osaaminen osaamisen osaamista"),
        ("fi", "oikeus oikeuden oikeudet oikeuksia"),
        ("fi", "asiakas asiakkaan asiakkaat asiakkaille"),
        ("fi", "auditointi auditoinnin auditoida"),
        ("fi", "laite laitteen laitteet laitteiden laitteita"),
        ("fi", "telakka telakan telakat telakoiden telakoilla"),
        ("fi", "tulostin tulostimen tulostimet tulostimia"),
        ("fi", "tieto tiedon tiedot tietoa tietojen"),
        ("fi", "laatu laadun laatua"),
        ("fi", "tuotanto tuotannon tuotantoa"),
        ("fi", "huolto huollon huoltoa"),
        ("fi", "virhe virheen virheitä virheiden"),
        ("sl", "šola šole šol šoli šolo šolah"),
        ("sl", "inovacija inovacije inovacij inovaciji inovacijo"),
        ("sl", "senzor senzorja senzorji senzorjev"),
        ("sl", "rešitev rešitve rešitvi rešitvijo rešitvam"),
        ("sl", "sistem sistema sistemi sistemov"),
        ("sl", "platforma platforme platform platformi"),
        ("pl", "dane danych danym danymi"),
        ("pl", "bon bony bonów bonem"),
        ("pl", "klaster klastra klastry klastrów"),
        ("pl", "laboratorium laboratoria laboratoriów"),
        ("pl", "pracownik pracownicy pracowników"),
        ("pl", "student studenci studentów"),
        ("pl", "system systemy systemów"),
        ("es", "ciudad ciudades"),
        ("es", "red redes"),
        ("es", "luz luces"),
        ("it", "laboratorio laboratori"),
        ("it", "edificio edifici"),
        ("it", "artigiano artigiani artigiana"),
        ("fr", "matériau matériaux"),
        ("fr", "réseau réseaux"),
        ("nl", "proces processen"),
        ("nl", "wagen wagens"),
        ("ca", "formació formacions"),
        ("ca", "fàbrica fàbriques"),
        ("ca", "procés processos"),
        ("ca", "envàs envasos"),
        ("ca", "moble mobles"),
        ("sl", "izdelek izdelka izdelki izdelkov"),
        ("sl", "delavec delavca delavci delavcev"),
        ("sl", "digitalen digitalni digitalna digitalnega"),
        ("sl", "podjetje podjetja podjetij podjetjem"),
        ("sl", "letalo letalski"),
        ("sl", "oseba osebe osebam osebami"),
        ("pl", "rynek rynku rynki"),
        ("pl", "surowiec surowca surowce"),
        ("pl", "technologia technologie technologii"),
        ("pl", "reklama reklamowy reklamowa"),
        ("pl", "lojalność lojalny"),
        ("nl", "slim slimme"),
        ("nl", "materiaal materialen"),
        ("nl", "maatregel maatregelen"),
        ("nl", "motor motoren"),
        ("nl", "kantoor kantoren"),
        ("nl", "onderdeel onderdelen"),
        ("es", "cuaderno cuadernos"),
        # words of other languages with their plural
        ("es", "robot robots"),
        ("fr", "essai essais"),
        ("nl", "cobot cobots"),
        ("ca", "clau claus"),
        # the stemmer leaves too little
        ("it", "azienda aziende"),
        ("it", "rifiuto rifiuti"),
        ("it", "camera camere"),
        ("es", "bono bonos"),
        ("es", "batería baterías"),
        ("fr", "aide aides"),
        ("fr", "vêtement vêtements"),
        ("nl", "batterij batterijen"),
        ("ca", "bateria bateries"),
        ("ca", "agent agents"),
        ("ca", "avió avions"),
        ("ca", "dona dones"),
        ("pl", "metal metalu metale metali"),
        ("en", "fitting fittings"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "tecos tec"),
        ("es", "minuto mina"),
        ("es", "calidad cálido"),
        ("es", "firma firms"),
        ("es", "prisión press"),
        ("fi", "kuusi kuu"),
        ("fi", "naisia naula"),
        ("fi", "tuote tuotto"),
        ("fi", "kieli kielto"),
        ("fi", "säätö säätiö"),
        ("fi", "hanke hankinta"),
        ("fi", "kunta kuntoutus"),
        ("sl", "grozd grozdje"),
        ("sl", "preden predelava"),
        ("nl", "boot bot"),
        ("nl", "gaas gas"),
        ("nl", "pilot piloot"),
        ("nl", "server serveerster"),
        ("nl", "leger legering"),
        ("nl", "schap schapen"),
        ("nl", "schep schepen"),
        ("sl", "nov novec"),
        ("sl", "stroški stroom"),
        ("sl", "tabela tabla"),
        ("sl", "vesel veslo"),
        ("sl", "debel deblo"),
        ("pl", "rok rynek"),
        ("ca", "avís avió àvia"),
        ("ca", "escales escalabilitat"),
        ("ca", "media mediació"),
        ("en", "gas gash"),
        # letters of other scripts are spelled by their numbers, which no rule may cut
        ("sl", "бок боо боу"),
        ("nl", "каро кары"),
        ("pl", "λόγος λόγοι"),
    ],
)
def test_other_words_keep_their_own(language, words):
    first, *others = words.split()
    assert len({stem(word, language) for word in (first, *others)}) == 1 + len(others)


def test_a_language_without_rules_keeps_what_the_stemmer_gives():
    assert endings.alike("prints", "en") == "prints"
    assert endings.singular("seppä", "fi") == "seppä"
    assert endings.base_form("kone", "fi") == "kone"
