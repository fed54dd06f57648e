"""Invented names in Finnish and Swedish; operators are named by kind, nobody by name."""

from __future__ import annotations

from kpdata.domain import EventKind, OperatorType, PlaceType, ThemeKind

# Words that are no first names: a place is called by them when its settlement has several.
WORDS_FI = (
    "Käpy",
    "Kaarna",
    "Majakka",
    "Saukko",
    "Siili",
    "Tikankolo",
    "Peippo",
    "Västäräkki",
    "Sinitiainen",
    "Kuusikko",
    "Koivikko",
    "Puro",
    "Lähde",
    "Silta",
    "Portti",
    "Puolukka",
    "Mustikka",
    "Karpalo",
    "Vadelma",
    "Mansikka",
    "Heinikko",
    "Laituri",
    "Poukama",
    "Kivipelto",
    "Pihakeinu",
    "Villasukka",
    "Lumikenkä",
    "Sateenvarjo",
    "Leppäkerttu",
    "Kottarainen",
    "Hiekkalinna",
    "Tuulimylly",
    "Kompassi",
    "Taskulamppu",
    "Eväskori",
    "Pulkkamäki",
    "Kurkistus",
    "Hyppynaru",
    "Muurahainen",
    "Oravanpesä",
)
WORDS_SV = (
    "Kotten",
    "Barken",
    "Fyren",
    "Uttern",
    "Igelkotten",
    "Hackspetten",
    "Bofinken",
    "Ärlan",
    "Blåmesen",
    "Granskogen",
    "Björkdungen",
    "Bäcken",
    "Källan",
    "Bron",
    "Porten",
    "Lingonet",
    "Blåbäret",
    "Tranbäret",
    "Hallonet",
    "Smultronet",
    "Ängen",
    "Bryggan",
    "Viken",
    "Stenåkern",
    "Gungan",
    "Ullsockan",
    "Snöskon",
    "Paraplyet",
    "Nyckelpigan",
    "Staren",
    "Sandslottet",
    "Väderkvarnen",
    "Kompassen",
    "Ficklampan",
    "Matkorgen",
    "Pulkbacken",
    "Titthålet",
    "Hopprepet",
    "Myran",
    "Ekorrboet",
)

PLACE_FI = {
    PlaceType.OPEN_DAY_CARE: "Avoin päiväkoti",
    PlaceType.FAMILY_CAFE: "Perhekahvila",
    PlaceType.FAMILY_CLUB: "Perhekerho",
    PlaceType.FAMILY_HOUSE: "Perhetupa",
    PlaceType.YOUTH_SPACE: "Nuorten tila",
    PlaceType.MOBILE: "Kohtaamisauto",
    PlaceType.HOME: "Kotikohtaamo",
    PlaceType.ONLINE: "Verkkokohtaamo",
    PlaceType.OTHER: "Kohtaamispaikka",
}
PLACE_SV = {
    PlaceType.OPEN_DAY_CARE: "Öppna daghemmet",
    PlaceType.FAMILY_CAFE: "Familjecafé",
    PlaceType.FAMILY_CLUB: "Familjeklubben",
    PlaceType.FAMILY_HOUSE: "Familjehuset",
    PlaceType.YOUTH_SPACE: "Ungdomslokalen",
    PlaceType.MOBILE: "Mötesbussen",
    PlaceType.HOME: "Hemträffen",
    PlaceType.ONLINE: "Nätträffen",
    PlaceType.OTHER: "Mötesplatsen",
}
OPERATOR_FI = {
    OperatorType.MUNICIPALITY: "Kunnan varhaiskasvatus",
    OperatorType.COUNTY: "Hyvinvointialueen perhepalvelut",
    OperatorType.NGO: "Paikallinen perheyhdistys",
    OperatorType.PARISH: "Seurakunnan perhetyö",
    OperatorType.OTHER: "Asukasyhdistys",
}
OPERATOR_SV = {
    OperatorType.MUNICIPALITY: "Kommunens småbarnspedagogik",
    OperatorType.COUNTY: "Välfärdsområdets familjeservice",
    OperatorType.NGO: "Den lokala familjeföreningen",
    OperatorType.PARISH: "Församlingens familjearbete",
    OperatorType.OTHER: "Invånarföreningen",
}
STREETS_FI = [
    "Keskuskatu",
    "Koulutie",
    "Kirkkotie",
    "Asematie",
    "Rantatie",
    "Puistokatu",
    "Tallitie",
    "Myllytie",
    "Niittykuja",
    "Mäkitie",
]
STREETS_SV = (
    "Centralgatan",
    "Skolvägen",
    "Kyrkvägen",
    "Stationsvägen",
    "Strandvägen",
    "Parkgatan",
    "Stallvägen",
    "Kvarnvägen",
    "Ängsgränden",
    "Backvägen",
)

EVENT_FI = {
    EventKind.VISITOR_SURVEY: "Asiakaskysely",
    EventKind.PARTNER_SURVEY: "Yhteistyökumppanikysely",
    EventKind.SELF_EVALUATION: "Itsearviointi",
    EventKind.PEER_EVALUATION: "Vertaisarviointi",
    EventKind.CHILD_PARTICIPATION: "Lasten kuuleminen",
    EventKind.NETWORK_MEETING: "Verkostotapaaminen",
    EventKind.OPERATORS_MEETING: "Toimijoiden kokous",
    EventKind.HOUSE_MEETING: "Talokokous",
    EventKind.CO_DEVELOPMENT_DAY: "Yhteiskehittämispäivä",
    EventKind.COMMUNITY_MEETING: "Yhteisökokous",
    EventKind.BOARD_VISIT: "Lautakuntavierailu",
    EventKind.GROUP_VISIT: "Työryhmävierailu",
    EventKind.TRAINING: "Koulutus",
    EventKind.WORKING_GROUP: "Työryhmän kokous",
    EventKind.OUTREACH: "Ammattilaisen jalkautuminen",
}
EVENT_SV = {
    EventKind.VISITOR_SURVEY: "Kundenkät",
    EventKind.PARTNER_SURVEY: "Partnerenkät",
    EventKind.SELF_EVALUATION: "Självutvärdering",
    EventKind.PEER_EVALUATION: "Kollegial utvärdering",
    EventKind.CHILD_PARTICIPATION: "Barnens delaktighet",
    EventKind.NETWORK_MEETING: "Nätverksmöte",
    EventKind.OPERATORS_MEETING: "Aktörernas möte",
    EventKind.HOUSE_MEETING: "Husmöte",
    EventKind.CO_DEVELOPMENT_DAY: "Gemensam utvecklingsdag",
    EventKind.COMMUNITY_MEETING: "Gemenskapsmöte",
    EventKind.BOARD_VISIT: "Besök i nämnden",
    EventKind.GROUP_VISIT: "Besök i arbetsgruppen",
    EventKind.TRAINING: "Utbildning",
    EventKind.WORKING_GROUP: "Arbetsgruppens möte",
    EventKind.OUTREACH: "Yrkesfolk på plats",
}

# Themes of coded open answers; coded in one vocabulary everywhere, so that areas may be compared.
THEMES = {
    ThemeKind.WISH: (
        "pidemmät aukioloajat",
        "toimintaa iltaisin",
        "toimintaa kouluikäisille",
        "ammattilaisia paikalle",
        "lisää tilaa",
    ),
    ThemeKind.BENEFIT: (
        "vertaistuki",
        "lapsi saa leikkikavereita",
        "tietoa palveluista",
        "arkeen rytmiä",
        "mukaan yhteisöön",
    ),
    ThemeKind.DISAPPOINTMENT: ("liian täynnä", "kesätauko", "hankala reitti", "perutut kerrat"),
    ThemeKind.HARM: ("ulkopuolinen olo", "sairastelu", "melu"),
    ThemeKind.FEELING: ("ilo", "helpotus", "yhteenkuuluvuus", "jännitys"),
}


def settlement(postal_name: str, municipality: str) -> str:
    """The part of a postal area's name that people use: "Helsinki keskusta - Etu-Töölö" → "Etu-Töölö"."""
    name = postal_name.rsplit(" - ", maxsplit=1)[-1].strip()
    for ending in (" Keskus", " keskusta", " kk"):
        name = name.removesuffix(ending)
    return name or municipality
