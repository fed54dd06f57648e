"""The shipped frameworks: minimum criteria, mapping questions, integration criteria, annual cycle.

The titles are our own wording of what the sources say (Pirkanmaa 2017: minimum criteria and mapping
questions; Koivukylä: support forms; Vihti and Koivukylä: annual cycle). They are data with a name in each
language, because criteria that an import adds carry theirs in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpdata.domain import EventKind, SupportForm


class CriterionGroup(StrEnum):
    """Groups of the minimum criteria, in the order in which they are shown."""

    PREMISES = "premises"
    CLIENTSHIP = "clientship"
    PROCESSES = "processes"
    NETWORK = "network"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an assessment; `group` is empty for the mapping questions."""

    criterion_id: str
    group: CriterionGroup | None
    name_fi: str
    name_sv: str
    name_en: str

    def name(self, language: str) -> str:
        """Its title in `fi`, `sv` or `en`."""
        return {"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}[language]


@dataclass(frozen=True, slots=True)
class IntegrationCriterion:
    """One of the 12 integration criteria; what is done stays in force for `valid_months`."""

    criterion_id: str
    step: int
    valid_months: int
    name_fi: str
    name_sv: str
    name_en: str

    def name(self, language: str) -> str:
        """Its title in `fi`, `sv` or `en`."""
        return {"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}[language]


GROUP_NAMES: dict[CriterionGroup, tuple[str, str, str]] = {
    CriterionGroup.PREMISES: ("Tilat", "Lokaler", "Premises"),
    CriterionGroup.CLIENTSHIP: ("Asiakkuus", "Klientskap", "Clientship"),
    CriterionGroup.PROCESSES: ("Prosessit ja palvelut", "Processer och tjänster", "Processes and services"),
    CriterionGroup.NETWORK: ("Verkosto", "Nätverk", "Network"),
    CriterionGroup.STAFF: ("Henkilöstö ja hallinto", "Personal och förvaltning", "Staff and administration"),
}

_TITLES: dict[CriterionGroup, tuple[tuple[str, str, str], ...]] = {
    CriterionGroup.PREMISES: (
        (
            "Paikka on arjen reittien varrella, siellä missä perheet muutenkin kulkevat",
            "Platsen finns längs vardagens vägar, där familjerna rör sig i alla fall",
            "The place lies on everyday routes, where families go anyway",
        ),
        (
            "Tiloihin pääsee esteettömästi",
            "Lokalerna är tillgängliga utan hinder",
            "The premises are step-free and easy to enter",
        ),
        (
            "Tilat ovat kauniit, kodikkaat ja väljät, eivät laitosmaiset",
            "Lokalerna är vackra, hemtrevliga och rymliga, inte institutionslika",
            "The premises are beautiful, homelike and roomy, not like an institution",
        ),
        (
            "Tilat muuntuvat helposti eri käyttöön",
            "Lokalerna kan lätt anpassas för olika ändamål",
            "The premises are easily adapted to different uses",
        ),
        (
            "Jokaiselle iälle on oma nurkkansa",
            "Varje ålder har sin egen vrå",
            "Every age has a corner of its own",
        ),
        ("Säilytystilaa on riittävästi", "Det finns tillräckligt med förvaring", "There is enough storage"),
        (
            "Tiloissa voi juoda kahvia ja syödä",
            "I lokalerna kan man dricka kaffe och äta",
            "Coffee can be had and meals eaten on the premises",
        ),
    ),
    CriterionGroup.CLIENTSHIP: (
        (
            "Toiminta lähtee perheiden tarpeista, joita kuunnellaan jatkuvasti",
            "Verksamheten utgår från familjernas behov, som man lyssnar till fortlöpande",
            "Activities start from families' needs, which are listened to all the time",
        ),
        (
            "Vertaistukea on tarjolla, ja se on kaikille avointa",
            "Det finns kamratstöd som är öppet för alla",
            "There is peer support, open to all",
        ),
        ("Toiminta on yhdenvertaista", "Verksamheten är jämlik", "The activities are equal for everyone"),
        (
            "Jokainen on tervetullut omana itsenään, ja perheiden moninaisuus näkyy",
            "Alla är välkomna som de är, och familjernas mångfald syns",
            "Everyone is welcome as they are, and families of all kinds are seen",
        ),
        (
            "Perheet osallistuvat jo suunnitteluun, ja asiakasraati kokoontuu säännöllisesti",
            "Familjerna deltar redan i planeringen, och klientrådet sammanträder regelbundet",
            "Families take part from planning on, and a client panel meets regularly",
        ),
        (
            "Vertaisryhmiä perustetaan tarpeen mukaan",
            "Kamratgrupper bildas enligt behov",
            "Peer groups are formed by need",
        ),
        (
            "Keskustelu vahvistaa perheen omia voimavaroja",
            "Dialogen stärker familjens egna resurser",
            "Dialogue strengthens the family's own resources",
        ),
    ),
    CriterionGroup.PROCESSES: (
        (
            "Tieto palveluista on koottu yhteen paikkaan",
            "Informationen om tjänsterna är samlad på ett ställe",
            "Information about services is gathered in one place",
        ),
        (
            "Toimintaa voi muuttaa joustavasti",
            "Verksamheten kan ändras flexibelt",
            "The activities are easily adapted",
        ),
        ("Osallistuminen on maksutonta", "Det är gratis att delta", "Taking part is free of charge"),
        (
            "Perheillä on aikoja myös omaan, omaehtoiseen käyttöön",
            "Familjerna har också tider för eget bruk",
            "There are times for families' own use",
        ),
        (
            "Palvelu on kioskimaista: sisään voi astua ilman ajanvarausta",
            "Tjänsten fungerar som en kiosk: man kan stiga in utan tidsbokning",
            "The service works like a kiosk: one can step in without an appointment",
        ),
        (
            "Paikasta lainataan välineitä ja tarvikkeita",
            "Platsen lånar ut redskap och utrustning",
            "Aids and equipment are lent out",
        ),
        (
            "Järjestöt vastaavat matalasta kynnyksestä lakisääteisten palvelujen rinnalla",
            "Organisationerna ansvarar för den låga tröskeln vid sidan av de lagstadgade tjänsterna",
            "Organisations answer for the low threshold beside the statutory services",
        ),
    ),
    CriterionGroup.NETWORK: (
        (
            "Yhteistyö kumppanien kanssa on aktiivista (neuvolat, järjestöt, seurakunnat ja muut)",
            "Samarbetet med partner är aktivt (rådgivningar, organisationer, församlingar och andra)",
            "Cooperation with partners is active (clinics, NGOs, parishes and others)",
        ),
        (
            "Yhteistyö kulttuuripalvelujen kanssa on tiivistä",
            "Samarbetet med kulturtjänsterna är nära",
            "Cooperation with culture services is close",
        ),
    ),
    CriterionGroup.STAFF: (
        (
            "Työ rikkoo hallinnon rajoja",
            "Arbetet bryter förvaltningens gränser",
            "The work breaks through the structures of administration",
        ),
        (
            "Henkilöstön työ mukautuu joustavasti",
            "Personalens arbete anpassas flexibelt",
            "The work of the staff is easily adapted",
        ),
        (
            "Henkilöstö tietää, mistä vastaukset löytyvät",
            "Personalen vet var svaren finns",
            "The staff know where answers are found",
        ),
        (
            "Paikalla on eri alojen ammattilaisia, palveluohjaaja sovittuina aikoina",
            "På platsen finns yrkesfolk från olika områden, en servicehandledare på avtalade tider",
            "Professionals of several fields are present, a service guide at agreed times",
        ),
        (
            "Aukioloajat ovat joustavat, myös iltaisin",
            "Öppettiderna är flexibla, också på kvällar",
            "Opening hours are flexible, evenings too",
        ),
        (
            "Vuokrat mahdollistavat vertaistoiminnan",
            "Hyrorna möjliggör kamratverksamhet",
            "Rents allow peer activity",
        ),
        (
            "Toiminta on koordinoitu hyvin, eikä päällekkäisyyksiä ole",
            "Verksamheten är väl samordnad utan överlappningar",
            "The activities are well coordinated, without overlaps",
        ),
        (
            "Tiedotus on nopeaa ja ajan tasalla",
            "Informationen är snabb och aktuell",
            "Information is quick and up to date",
        ),
        (
            "Johto on päättänyt toiminnan rahoituksesta",
            "Ledningen har beslutat om verksamhetens budget",
            "Budgets are agreed by the leaders",
        ),
        (
            "Henkilöstöllä on ammatillinen osaaminen",
            "Personalen har yrkeskunnande",
            "The staff have professional competence",
        ),
        ("Byrokratiaa on vähän", "Byråkratin är liten", "There is little bureaucracy"),
        (
            "Paikalla on emäntä, isäntä tai koordinaattori sekä vapaaehtoisia",
            "På platsen finns en värd eller samordnare och frivilliga",
            "There is a host or coordinator, and volunteers",
        ),
    ),
}

MINIMUM_CRITERIA: tuple[Criterion, ...] = tuple(
    Criterion(f"{group.value}_{number}", group, *titles)
    for group, group_titles in _TITLES.items()
    for number, titles in enumerate(group_titles, start=1)
)

MAPPING_QUESTIONS: tuple[Criterion, ...] = tuple(
    Criterion(f"question_{number}", None, *titles)
    for number, titles in enumerate(
        (
            ("Kenelle toiminta on tarkoitettu?", "För vem är verksamheten avsedd?", "Whom is it for?"),
            (
                "Miten paikka löydetään ja miten sinne ohjataan?",
                "Hur hittar man platsen och hur hänvisas man dit?",
                "How is the place found, and how are families guided to it?",
            ),
            ("Kuinka avointa toiminta on?", "Hur öppen är verksamheten?", "How open is it?"),
            ("Mitä palveluja on tarjolla?", "Vilka tjänster erbjuds?", "What services are there?"),
            ("Ketkä paikassa työskentelevät?", "Vilka arbetar på platsen?", "Who works there?"),
            (
                "Mikä taho toiminnasta vastaa?",
                "Vilken aktör ansvarar för verksamheten?",
                "Which role is responsible for it?",
            ),
            ("Ketkä ovat sidosryhmät?", "Vilka är intressentgrupperna?", "Who are the stakeholders?"),
            (
                "Miten asiakkaat osallistuvat?",
                "Hur deltar klienterna?",
                "How do the clients take part?",
            ),
        ),
        start=1,
    )
)

INTEGRATION_CRITERIA: tuple[IntegrationCriterion, ...] = (
    IntegrationCriterion(
        "mapped",
        1,
        24,
        "Kunnan kohtaamispaikat on kartoitettu",
        "Kommunens mötesplatser har kartlagts",
        "The municipality's meeting places are mapped",
    ),
    IntegrationCriterion(
        "operators_listed",
        1,
        24,
        "Toimijat on luetteloitu",
        "Aktörerna har förtecknats",
        "Operators are listed",
    ),
    IntegrationCriterion(
        "contact_person",
        2,
        24,
        "Kohtaamispaikoille on nimetty yhdyshenkilö",
        "En kontaktperson för mötesplatserna har utsetts",
        "A contact person for meeting places is named",
    ),
    IntegrationCriterion(
        "place_working_group",
        2,
        12,
        "Kohtaamispaikkatoimijoiden työryhmä toimii",
        "Mötesplatsaktörernas arbetsgrupp är verksam",
        "A working group of meeting-place operators works",
    ),
    IntegrationCriterion(
        "seat_municipal_lape",
        3,
        24,
        "Kohtaamispaikoilla on edustus kunnan LAPE- tai perhekeskusryhmässä",
        "Mötesplatserna är företrädda i kommunens LAPE- eller familjecentergrupp",
        "Meeting places have a seat in the municipal LAPE or family-centre group",
    ),
    IntegrationCriterion(
        "seat_county_group",
        3,
        24,
        "Kohtaamispaikoilla on edustus hyvinvointialueen perhekeskusryhmässä",
        "Mötesplatserna är företrädda i välfärdsområdets familjecentergrupp",
        "Meeting places have a seat in the county family-centre group",
    ),
    IntegrationCriterion(
        "operating_principles",
        4,
        36,
        "Yhteisistä toimintaperiaatteista on sovittu kirjallisesti",
        "Gemensamma verksamhetsprinciper har avtalats skriftligt",
        "Common operating principles are agreed in writing",
    ),
    IntegrationCriterion(
        "outreach_agreement",
        4,
        24,
        "Ammattilaisten jalkautumisesta kohtaamispaikkoihin on sovittu",
        "Man har avtalat om att yrkesfolk besöker mötesplatserna",
        "Visits of professionals to the places are agreed",
    ),
    IntegrationCriterion(
        "two_way_guidance",
        4,
        24,
        "Palveluohjaus kohtaamispaikan ja palvelujen välillä toimii molempiin suuntiin",
        "Hänvisningen mellan mötesplatsen och tjänsterna fungerar i båda riktningarna",
        "Guidance between services and the place works both ways",
    ),
    IntegrationCriterion(
        "welfare_report",
        5,
        48,
        "Kohtaamispaikat ovat hyvinvointikertomuksessa ja -suunnitelmassa",
        "Mötesplatserna ingår i välfärdsberättelsen och -planen",
        "Meeting places stand in the welfare report and plan",
    ),
    IntegrationCriterion(
        "annual_evaluation",
        5,
        12,
        "Kyselyt ja arviointi noudattavat vuosikelloa",
        "Enkäterna och utvärderingen följer årsklockan",
        "Surveys and evaluation follow the annual cycle",
    ),
    IntegrationCriterion(
        "budget_decided",
        5,
        12,
        "Resursseista on päätetty",
        "Resurserna har beslutats",
        "Resources are decided",
    ),
)
# For headings of narrow columns.
INTEGRATION_IN_SHORT: dict[str, tuple[str, str, str]] = {
    "mapped": ("Kartoitus", "Kartläggning", "Mapping"),
    "operators_listed": ("Toimijaluettelo", "Aktörsförteckning", "List of operators"),
    "contact_person": ("Yhdyshenkilö", "Kontaktperson", "Contact person"),
    "place_working_group": ("Toimijoiden työryhmä", "Aktörernas arbetsgrupp", "Working group"),
    "seat_municipal_lape": ("Kunnan ryhmässä", "I kommunens grupp", "In the municipal group"),
    "seat_county_group": ("Alueen ryhmässä", "I områdets grupp", "In the county group"),
    "operating_principles": ("Toimintaperiaatteet", "Verksamhetsprinciper", "Operating principles"),
    "outreach_agreement": ("Jalkautumissopimus", "Avtal om besök", "Outreach agreement"),
    "two_way_guidance": ("Palveluohjaus", "Hänvisning", "Two-way guidance"),
    "welfare_report": ("Hyvinvointikertomus", "Välfärdsberättelse", "Welfare report"),
    "annual_evaluation": ("Vuosiarviointi", "Årlig utvärdering", "Annual evaluation"),
    "budget_decided": ("Resurssipäätös", "Resursbeslut", "Decided resources"),
}
STEPS = (1, 2, 3, 4, 5)

STEP_NAMES: dict[int, tuple[str, str, str]] = {
    1: ("kartoitettu", "kartlagt", "mapped"),
    2: ("nimetty", "utsett", "named"),
    3: ("edustettuna", "företrätt", "represented"),
    4: ("sovittu", "avtalat", "agreed"),
    5: ("juurtunut", "förankrat", "anchored"),
}

PSYCHOSOCIAL_SUPPORT = (SupportForm.EMOTIONAL, SupportForm.INFORMATIONAL, SupportForm.SPIRITUAL)
INSTRUMENTAL_SUPPORT = (SupportForm.FUNCTIONAL, SupportForm.MATERIAL)

EXPECTED_PER_YEAR: dict[EventKind, tuple[float, float]] = {
    EventKind.VISITOR_SURVEY: (2, 2),
    EventKind.PARTNER_SURVEY: (1, 1),
    # alternate years: one of the two each year
    EventKind.SELF_EVALUATION: (0.5, 0.5),
    EventKind.PEER_EVALUATION: (0.5, 0.5),
    EventKind.CHILD_PARTICIPATION: (2, 2),
    EventKind.NETWORK_MEETING: (2, 4),
    EventKind.OPERATORS_MEETING: (4, 4),
    EventKind.HOUSE_MEETING: (26, 26),
    EventKind.CO_DEVELOPMENT_DAY: (2, 4),
}
