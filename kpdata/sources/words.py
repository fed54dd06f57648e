"""The words of cells in Finnish, Swedish and English: codes, weekdays, months, yes and no, languages."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache

from kpdata.domain import (
    AreaLevel,
    AssessmentKind,
    AssessmentResult,
    CentreKind,
    CentreStatus,
    Channel,
    Definition,
    EventKind,
    Framework,
    Instrument,
    IntegrationStatus,
    MappingMethod,
    MappingStatus,
    OperatorType,
    PlaceStatus,
    PlaceType,
    Role,
    Scale,
    SourceKind,
    SupportForm,
    ThemeKind,
)

_DROPPED = re.compile(r"[\s_\-‐‑–—/.]+")


def fold_word(text: str) -> str:
    """A word without case, spaces, hyphens, slashes and points, composed (NFC)."""
    return _DROPPED.sub("", unicodedata.normalize("NFC", text).casefold())


# Each line: code: Finnish, Swedish and English labels, separated by commas.
_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    OperatorType: {
        OperatorType.MUNICIPALITY: "kunta, kaupunki, vaka, vaka/kunta, kunta/vaka, varhaiskasvatus,"
        " kommun, stad,"
        " kommunen, småbarnspedagogik, city, town",
        OperatorType.COUNTY: "hyvinvointialue, hva, hyvinvointialueet, välfärdsområde, välfärdsområdet,"
        " wellbeing services county",
        OperatorType.NGO: "järjestö, järjestöt, yhdistys, organisation, förening, association, organization",
        OperatorType.PARISH: "seurakunta, srk, ev.lut. srk, församling, församlingen, church",
        OperatorType.OTHER: "muu, muu toimija, muut, annan, annat, övrig",
    },
    PlaceType: {
        PlaceType.OPEN_DAY_CARE: "avoin päiväkoti, avoin varhaiskasvatus, öppet daghem,"
        " öppen småbarnspedagogik, open daycare",
        PlaceType.FAMILY_CAFE: "perhekahvila, familjecafé, familjecafe, familjekafé, family café",
        PlaceType.FAMILY_CLUB: "perhekerho, familjeklubb",
        PlaceType.FAMILY_HOUSE: "perhetupa, perhetalo, asukastupa, familjestuga, familjehus",
        PlaceType.YOUTH_SPACE: "nuorisotila, nuorisotalo, nuorten tila, ungdomslokal, ungdomsgård,"
        " ungdomsutrymme, youth centre",
        PlaceType.MOBILE: "liikkuva, kiertävä, mobil, ambulerande",
        PlaceType.HOME: "koti, kodissa, hem, i hemmet",
        PlaceType.ONLINE: "verkko, verkossa, digitaalinen, etä, nätet, på nätet, digital",
        PlaceType.OTHER: "muu, annan, annat, övrig",
    },
    CentreKind: {
        CentreKind.CENTRE: "perhekeskus, familjecenter, family centre, family center, center",
        CentreKind.STATION: "perheasema, familjestation, family station",
        CentreKind.NETWORK: "verkosto, perhekeskusverkosto, nätverk, familjecenternätverk",
        CentreKind.DIGITAL: "digitaalinen, digiperhekeskus, digitaalinen perhekeskus, digital,"
        " digitalt familjecenter, sähköinen perhekeskus",
    },
    CentreStatus: {
        CentreStatus.RUNNING: "toiminnassa, käynnissä, toimii, avoinna, i gång, verksam, i verksamhet, open",
        CentreStatus.PREPARING: "valmisteilla, valmistelussa, käynnistymässä, under beredning, förbereds",
        CentreStatus.PLANNED: "suunnitteilla, suunniteltu, planerad, planeras, under planering",
        CentreStatus.FROZEN: "jäissä, tauolla, keskeytetty, fryst, vilande, pausad",
        CentreStatus.CLOSED: "suljettu, lakkautettu, päättynyt, stängd, nedlagd, avslutad",
    },
    PlaceStatus: {
        PlaceStatus.RUNNING: "toiminnassa, käynnissä, toimii, avoinna, i gång, verksam, i verksamhet, open",
        PlaceStatus.PLANNED: "suunnitteilla, suunniteltu, planerad, planeras, under planering",
        PlaceStatus.FROZEN: "jäissä, tauolla, keskeytetty, fryst, vilande, pausad",
        PlaceStatus.CLOSED: "suljettu, lakkautettu, päättynyt, stängd, nedlagd, avslutad",
    },
    Definition: {
        Definition.THL: "thl:n määritelmä, thl:n mukainen, thl:s definition",
        Definition.LOCAL: "paikallinen, oma, lokal, egen",
        Definition.UNKNOWN: "ei tietoa, tuntematon, okänd, inte känd",
    },
    SupportForm: {
        SupportForm.PEER: "vertaistuki, vertainen, sosiaalinen, kamratstöd, peer support, social",
        SupportForm.EMOTIONAL: "emotionaalinen, emotionaalinen tuki, emotionellt, emotionellt stöd",
        SupportForm.INFORMATIONAL: "tiedollinen, tiedollinen tuki, informativt, kunskapsstöd",
        SupportForm.SPIRITUAL: "henkinen, henkinen tuki, hengellinen, andligt, andligt stöd",
        SupportForm.FUNCTIONAL: "toiminnallinen, toiminnallinen tuki, funktionellt, funktionellt stöd",
        SupportForm.MATERIAL: "aineellinen, aineellinen tuki, materiellt, materiellt stöd",
    },
    SourceKind: {
        SourceKind.SURVEY: "kysely, enkät, questionnaire",
        SourceKind.MAP: "kartta, karta",
        SourceKind.WEB: "verkko, verkkosivu, webb, webbsida, internet, website",
        SourceKind.NETWORK: "verkosto, nätverk",
        SourceKind.PTV: "palvelutietovaranto, suomi.fi, servicedatalagret",
        SourceKind.LIST: "lista, luettelo, lista/luettelo, förteckning",
    },
    Instrument: {
        Instrument.VISITOR: "asiakaskysely, kävijäkysely, kundenkät, besökarenkät, visitor survey",
        Instrument.PARTNER: "yhteistyökumppanikysely, kumppanikysely, partnerenkät, partner survey",
        Instrument.SELF_EVALUATION: "itsearviointi, självutvärdering",
        Instrument.PEER_EVALUATION: "vertaisarviointi, kollegial utvärdering, kamratutvärdering",
        Instrument.CHILD: "huomaa minut, lasten osallisuus, lapsi, barn, children",
    },
    Scale: {
        Scale.LIKERT5: "likert, 1–5, 5-portainen, femgradig",
        Scale.YES_NO: "kyllä/ei, ja/nej, yes/no",
        Scale.NPS10: "nps, 0–10, suositteluindeksi",
    },
    Channel: {
        Channel.WEB: "verkko, sähköinen, webb, nätet, online",
        Channel.PAPER: "paperi, papper",
    },
    ThemeKind: {
        ThemeKind.WISH: "toive, toiveet, önskemål, önskan",
        ThemeKind.BENEFIT: "hyöty, hyödyt, nytta",
        ThemeKind.DISAPPOINTMENT: "pettymys, pettymykset, besvikelse",
        ThemeKind.HARM: "haitta, haitat, skada, olägenhet",
        ThemeKind.FEELING: "tunne, tunteet, känsla",
    },
    IntegrationStatus: {
        IntegrationStatus.NOT_STARTED: "ei aloitettu, aloittamatta, inte påbörjad, ej påbörjad",
        IntegrationStatus.PLANNED: "suunnitteilla, suunniteltu, planerad, planeras",
        IntegrationStatus.IN_PROGRESS: "kesken, käynnissä, meneillään, pågår, pågående, under arbete",
        IntegrationStatus.DONE: "tehty, valmis, toteutunut, klar, gjord, genomförd",
    },
    Framework: {
        Framework.MINIMUM_CRITERIA: "minimikriteerit, minimikriterier",
        Framework.MAPPING_QUESTIONS: "kartoituskysymykset, kartläggningsfrågor",
        Framework.LSKL: "lastensuojelun keskusliitto, centralförbundet för barnskydd",
    },
    AssessmentResult: {
        AssessmentResult.MET: "toteutuu, toteutunut, täyttyy, uppfylls, uppfyllt",
        AssessmentResult.PARTLY: "osittain, toteutuu osittain, delvis",
        AssessmentResult.NOT_MET: "ei toteudu, ei täyty, uppfylls inte, inte uppfyllt",
        AssessmentResult.NOT_ASSESSED: "ei arvioitu, arvioimatta, inte bedömt, ej bedömd",
    },
    AssessmentKind: {
        AssessmentKind.SELF: "itsearviointi, itse, självutvärdering, själv, self evaluation",
        AssessmentKind.PEER: "vertaisarviointi, vertainen, kollegial utvärdering, kollegial, peer evaluation",
    },
    MappingStatus: {
        MappingStatus.NOT_STARTED: "ei aloitettu, aloittamatta, inte påbörjad, ej påbörjad",
        MappingStatus.PLANNED: "suunnitteilla, suunniteltu, planerad, planeras",
        MappingStatus.UNDER_WAY: "kesken, käynnissä, meneillään, pågår, pågående",
        MappingStatus.DONE: "tehty, valmis, klar, gjord",
        MappingStatus.UPDATED: "päivitetty, uppdaterad",
    },
    MappingMethod: {
        MappingMethod.LIST: "lista, luettelo, förteckning",
        MappingMethod.MAP: "kartta, karta",
        MappingMethod.PLATFORM: "alusta, plattform",
        MappingMethod.WORKSHOP: "työpaja, verkstad",
        MappingMethod.VISIT: "käynti, vierailu, besök",
        MappingMethod.NETWORK: "verkosto, nätverk",
        MappingMethod.WEB: "verkko, verkkohaku, webb, nätet, internet",
    },
    EventKind: {
        EventKind.VISITOR_SURVEY: "asiakaskysely, kävijäkysely, kundenkät, besökarenkät",
        EventKind.PARTNER_SURVEY: "yhteistyökumppanikysely, kumppanikysely, partnerenkät",
        EventKind.SELF_EVALUATION: "itsearviointi, självutvärdering",
        EventKind.PEER_EVALUATION: "vertaisarviointi, kollegial utvärdering",
        EventKind.CHILD_PARTICIPATION: "lasten osallisuus, huomaa minut, barns delaktighet",
        EventKind.NETWORK_MEETING: "verkostotapaaminen, verkostokokous, nätverksmöte, nätverksträff",
        EventKind.OPERATORS_MEETING: "toimijatapaaminen, toimijakokous, aktörsmöte, aktörsträff",
        EventKind.HOUSE_MEETING: "talokokous, husmöte",
        EventKind.CO_DEVELOPMENT_DAY: "yhteiskehittämispäivä, samutvecklingsdag, gemensam utvecklingsdag",
        EventKind.COMMUNITY_MEETING: "yhteisökokous, gemenskapsmöte",
        EventKind.BOARD_VISIT: "lautakuntakäynti, lautakuntavierailu, nämndbesök",
        EventKind.GROUP_VISIT: "työryhmäkäynti, ryhmäkäynti, gruppbesök",
        EventKind.TRAINING: "koulutus, utbildning",
        EventKind.WORKING_GROUP: "työryhmä, arbetsgrupp",
        EventKind.OUTREACH: "jalkautuminen, uppsökande arbete på plats, uppsökande arbete",
    },
    Role: {
        Role.COORDINATOR: "koordinaattori, koordinator",
        Role.CONTACT_PERSON: "yhdyshenkilö, yhteyshenkilö, kontaktperson",
        Role.MUNICIPAL_LAPE_MEMBER: "kunnan lape-ryhmän jäsen, medlem i kommunens lape-grupp",
        Role.COUNTY_GROUP_MEMBER: "hyvinvointialueen ryhmän jäsen, maakunnallisen ryhmän jäsen,"
        " medlem i välfärdsområdets grupp",
        Role.CHAIR: "puheenjohtaja, ordförande, chairperson",
    },
    AreaLevel: {
        AreaLevel.COUNTRY: "maa, koko maa, suomi, land, hela landet",
        AreaLevel.COUNTY: "hyvinvointialue, hva, välfärdsområde, wellbeing services county",
        AreaLevel.REGION: "maakunta, landskap",
        AreaLevel.MUNICIPALITY: "kunta, kaupunki, kommun, stad",
        AreaLevel.CENTRE: "perhekeskus, familjecenter, family centre, center",
        AreaLevel.PLACE: "kohtaamispaikka, paikka, mötesplats, plats, meeting place",
        AreaLevel.GROUP: "ryhmä, grupp",
    },
}


@cache
def codes_by_word(codes: type[StrEnum]) -> dict[str, str]:
    """Every accepted word (folded) of an enumeration, with the code it stands for."""
    words = {fold_word(code.value): code.value for code in codes}
    for code, labels in _LABELS.get(codes, {}).items():
        for label in labels.split(","):
            words.setdefault(fold_word(label), code.value)
    return words


YES = frozenset({"yes", "y", "kyllä", "k", "joo", "on", "ja", "j", "1", "x", "true", "tosi", "sant"})
NO = frozenset({"no", "n", "ei", "e", "nej", "0", "false", "epätosi", "falskt", "inte"})
NOT_KNOWN = frozenset({"unknown", "eitiedossa", "tuntematon", "okänd", "okänt", "inteangivet", "vetej"})

TOTALS = frozenset(
    {
        "yhteensä",
        "yht",
        "kaikkiyhteensä",
        "kaikki",
        "summa",
        "total",
        "totals",
        "totalt",
        "sammanlagt",
        "sum",
        "alltotal",
        "grandtotal",
        "subtotal",
        "välisumma",
    }
)
"""Words (folded) that make a row a total, not data."""

_WEEKDAYS = (
    "maanantai ma måndag mån må monday mon mo",
    "tiistai ti tisdag tis tuesday tue tu",
    "keskiviikko ke onsdag ons wednesday wed we",
    "torstai to torsdag tors tor thursday thu th",
    "perjantai pe fredag fre fr friday fri",
    "lauantai la lördag lör lö saturday sat sa",
    "sunnuntai su söndag sön sö sunday sun",
)
WEEKDAYS: dict[str, int] = {
    word: number for number, words in enumerate(_WEEKDAYS, start=1) for word in words.split()
}

_MONTHS = (
    "tammikuu tammi januari jan january",
    "helmikuu helmi februari feb february",
    "maaliskuu maalis mars mar march",
    "huhtikuu huhti april apr",
    "toukokuu touko maj may",
    "kesäkuu kesä juni jun june",
    "heinäkuu heinä juli jul july",
    "elokuu elo augusti aug august",
    "syyskuu syys september sep sept",
    "lokakuu loka oktober okt october oct",
    "marraskuu marras november nov",
    "joulukuu joulu december dec",
)
MONTHS: dict[str, int] = {
    word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()
}

_LANGUAGES = {
    "fi": "suomi finska finnish",
    "sv": "ruotsi svenska swedish",
    "en": "englanti engelska english",
    "ru": "venäjä ryska russian",
    "et": "viro eesti estniska estonian",
    "ar": "arabia arabiska arabic",
    "so": "somali somaliska",
    "ku": "kurdi kurdiska kurdish",
    "fa": "persia farsi persiska persian",
    "uk": "ukraina ukrainska ukrainian",
    "zh": "kiina kinesiska chinese",
    "vi": "vietnam vietnamesiska vietnamese",
    "th": "thai thailändska",
    "tr": "turkki turkiska turkish",
    "es": "espanja spanska spanish",
    "fr": "ranska franska french",
    "de": "saksa tyska german",
    "se": "pohjoissaame nordsamiska",
    "smn": "inarinsaame enaresamiska",
    "sms": "koltansaame skoltsamiska",
    "fse": "suomalainenviittomakieli viittomakieli finskttecknspråk",
    "fss": "suomenruotsalainenviittomakieli finlandssvensktteckenspråk",
}
LANGUAGES: dict[str, str] = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
