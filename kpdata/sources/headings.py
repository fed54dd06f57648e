"""Which column of a file is which: folding, synonyms in three languages, the header row, titles above it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from kpdata.sources import cells
from kpdata.sources.personal import about_a_person
from kpdata.sources.tables import ANSWER, TABLES, Column, Table

_DROPPED = re.compile("[\\s_\\-‐‑–—\u00ad\u200b-\u200d\u2060\ufeff]+")
HEADER_WITHIN = 30
"""The header is looked for among so many first rows."""


def fold(heading: str) -> str:
    """A heading without case, spaces, `_`, hyphens and invisible characters, composed (NFC)."""
    return _DROPPED.sub("", unicodedata.normalize("NFC", heading).casefold()).rstrip("*:")


# Labels of every column beside its identifier: Finnish, Swedish and English, separated by commas.
# A key `table.column` holds for that table only and goes before the general one.
_LABELS = {
    "municipality": "kunta, kuntakoodi, kuntanumero, kunnan numero, kunnan nimi, kommun, kommunkod,"
    " kommunnummer,"
    " kommunens namn, municipality code",
    "place": "kohtaamispaikka, paikka, kohtaamispaikan nimi, paikan nimi, mötesplats, plats,"
    " mötesplatsens namn,"
    " meeting place, place name",
    "place_id": "paikan tunnus, paikka id, paikan id, kohtaamispaikan tunnus, mötesplatsens kod,"
    " platsens kod,"
    " mötesplats id, plats id",
    "name": "nimi, namn",
    "meeting_places.name": "kohtaamispaikka, kohtaamispaikan nimi, paikka, paikan nimi, mötesplats,"
    " mötesplatsens namn, plats, platsens namn, meeting place, place name, place",
    "meeting_places.place_id": "tunnus, kod",
    "family_centres.name": "perhekeskus, perhekeskuksen nimi, familjecenter, familjecentrets namn,"
    " centre name",
    "family_centres.centre_id": "tunnus, perhekeskuksen tunnus, kod, familjecentrets kod",
    "centre_id": "perhekeskus, perhekeskuksen tunnus, perhekeskus id, familjecenter,"
    " familjecentrets kod, centre,"
    " family centre, center id",
    "month": "kuukausi, kk, månad",
    "date": "päivä, pvm, päivämäärä, dag, datum, day",
    "adults": "aikuiset, aikuisia, aikuiskävijät, vuxna",
    "children": "lapset, lapsia, lapsikävijät, barn",
    "visits": "käynnit, kävijät, kävijöitä, kävijät yhteensä, käynnit yhteensä, besök, besökare,"
    " besökare sammanlagt, visitors",
    "visits_min": "käynnit vähintään, kävijät vähintään, besök minst",
    "visits_max": "käynnit enintään, kävijät enintään, besök högst",
    "sessions": "toimintakerrat, kokoontumiset, kerrat, tillfällen",
    "first_timers": "ensikertalaiset, ensikertaiset, ensikertalaisia, ensikertaisia, uudet kävijät,"
    " förstagångsbesökare, first time visitors",
    "multicultural": "monikulttuuriset, monikulttuurisia, mångkulturella",
    "operator_type": "järjestäjätyyppi, toimijatyyppi, järjestäjän tyyppi, toimijan tyyppi, aktörstyp",
    "operator_name": "järjestäjä, toimija, ylläpitäjä, järjestäjän nimi, toimijan nimi, aktör,"
    " arrangör, operator",
    "place_type": "tyyppi, muoto, paikan tyyppi, typ, type",
    "family_centres.kind": "tyyppi, muoto, laji, typ, type",
    "events.kind": "tapahtuma, tapahtuman laji, laji, tyyppi, händelse, typ, type",
    "survey_themes.kind": "laji, tyyppi, typ, type",
    "assessments.kind": "arvioija, arvioinnin laji, bedömare, typ, type",
    "status": "tila, läge",
    "definition": "määritelmä",
    "address": "osoite, katuosoite, käyntiosoite, adress, besöksadress, gatuadress",
    "postal_code": "postinumero, postnummer, postcode, zip",
    "age_from": "ikä alkaen, alaikäraja, ålder från",
    "age_to": "ikä asti, yläikäraja, ålder till",
    "languages": "kielet, kieli, språk, language",
    "step_free": "esteetön, esteettömyys, tillgänglig, tillgänglighet, accessible",
    "free_of_charge": "maksuton, maksuttomuus, avgiftsfri, gratis, free",
    "visiting_professionals": "jalkautuvat ammattilaiset, vierailevat ammattilaiset, besökande sakkunniga,"
    " yrkespersoner på besök",
    "support_forms": "tuen muodot, tukimuodot, stödformer",
    "website": "verkkosivu, verkkosivut, www, kotisivu, webbplats, webbsida, url",
    "ptv_id": "ptv tunnus, ptv",
    "source_kind": "tiedon lähde, lähteen laji, källa",
    "opened_on": "avattu, aloitettu, toiminta alkanut, öppnad",
    "closed_on": "lopetettu, toiminta päättynyt, nedlagd, avslutad",
    "checked_on": "tarkistettu, tiedot tarkistettu, kontrollerad, granskad",
    "weekday": "viikonpäivä, veckodag",
    "opens": "alkaa, avataan, aukeaa, klo alkaen, öppnar, börjar",
    "closes": "päättyy, suljetaan, sulkeutuu, stänger, slutar",
    "valid_from": "voimassa alkaen, voimassa, giltig från, gäller från",
    "valid_to": "voimassa asti, giltig till, gäller till",
    "week_interval": "viikkoväli, veckointervall",
    "serves": "palvelee, palvelee kuntia, toiminta alueen kunnat, betjänar, betjänar kommuner",
    "coordinating_body": "koordinoiva taho, samordnande organ, samordnande instans",
    "lat": "leveysaste, latitude, breddgrad, latitud",
    "lon": "pituusaste, longitude, lng, längdgrad, longitud",
    "x": "x koordinaatti, itäkoordinaatti, easting, x koordinat",
    "y": "y koordinaatti, pohjoiskoordinaatti, northing, y koordinat",
    "area_type": "alueen taso, aluetaso, alueen tyyppi, områdesnivå, områdestyp",
    "targets.level": "taso, alueen taso, aluetaso, nivå, områdesnivå",
    "area_id": "alue, alueen tunnus, aluekoodi, område, områdeskod, area",
    "criterion_id": "kriteeri, kriteerin tunnus, kriterium, kriteriekod, criterion",
    "integration_criteria.step": "askel, porras, steg",
    "valid_months": "voimassa kuukautta, giltighet i månader",
    "as_of": "tilanne, tilannepäivä, tilannepvm, läge per, situation per",
    "mapping_status.as_of": "päivä, pvm, päivämäärä, dag, datum, date",
    "integration.as_of": "päivä, pvm, päivämäärä, dag, datum, date",
    "assessed_on": "arvioitu, arviointipäivä, arviointipvm, päivä, pvm, päivämäärä, bedömd,"
    " bedömningsdag, datum,"
    " date",
    "evidence": "näyttö, näyttö ja päätös, päätös, belägg, beslut",
    "evidence_on": "näytön päivä, näytön pvm, päätöspäivä, beläggets datum, beslutsdatum",
    "expires_on": "vanhenee, voimassaolo päättyy, går ut, upphör",
    "methods": "menetelmät, menetelmä, kartoitustavat, metoder, metod",
    "framework": "viitekehys, arviointikehikko, ram, ramverk",
    "result": "tulos, arvio, resultat",
    "event_id": "tapahtuman tunnus, tunnus, händelsens kod, kod",
    "planned_on": "suunniteltu päivä, suunniteltu, planerad, planerat datum",
    "held_on": "pidetty, toteutunut, hållen, genomförd",
    "title": "otsikko, aihe, rubrik",
    "role": "rooli, roll",
    "organisation_type": "organisaatiotyyppi, organisationstyp, organization type",
    "named": "nimetty, utsedd",
    "since": "alkaen, sedan",
    "group_id": "ryhmän tunnus, gruppens kod",
    "name_fi": "nimi suomeksi, namn på finska",
    "name_sv": "nimi ruotsiksi, namn på svenska",
    "name_en": "nimi englanniksi, namn på engelska",
    "round_id": "kierros, kierroksen tunnus, kyselykierros, omgång, omgångens kod",
    "instrument": "mittari, kysely, instrumentti, enkät",
    "starts_on": "alkaa, alkamispäivä, börjar, startdatum",
    "ends_on": "päättyy, päättymispäivä, slutar, slutdatum",
    "invited": "kutsuttuja, kutsutut, inbjudna",
    "question_id": "kysymyksen tunnus, frågans kod",
    "text_fi": "kysymys suomeksi, kysymys, fråga på finska",
    "text_sv": "kysymys ruotsiksi, fråga på svenska",
    "text_en": "kysymys englanniksi, fråga på engelska",
    "scale": "asteikko, skala",
    "theme": "teema, tema",
    "common_key": "yhteinen avain, gemensam nyckel",
    "response_id": "vastauksen tunnus, vastaustunnus, vastaajan tunniste, svarets kod",
    "answered_on": "vastattu, vastauspäivä, vastausaika, vastauspvm, svarsdag, svarsdatum",
    "channel": "kanava, vastaustapa, kanal",
    "count": "määrä, lukumäärä, kpl, antal, n",
    "year": "vuosi, år",
    "people": "väestö, henkilöitä, asukkaita, lapsia, folkmängd, befolkning, personer, population",
    "indicator": "mittari, indikaattori, indikator",
    "targets.value": "tavoite, tavoitearvo, arvo, mål, målvärde, värde, target",
}

_TABLE_NAMES = {
    "family_centres": "perhekeskukset, familjecenter, familjecentren, family centers",
    "meeting_places": "kohtaamispaikat, mötesplatser, mötesplatserna, meeting places",
    "opening_hours": "aukioloajat, aukiolot, öppettider",
    "visits": "käynnit, kävijät, kävijämäärät, kävijätilasto, besök, besökare",
    "survey_rounds": "kyselykierrokset, enkätomgångar",
    "survey_questions": "kyselykysymykset, kysymykset, enkätfrågor, frågor",
    "survey_responses": "kyselyvastaukset, vastaukset, enkätsvar, svar",
    "survey_themes": "kyselyteemat, teemat, enkätteman, teman",
    "integration": "integraatio, integrointi",
    "integration_criteria": "integraatiokriteerit, integrationskriterier",
    "assessments": "arvioinnit, bedömningar",
    "mapping_status": "kartoitus, kartoitustilanne, kartläggning",
    "events": "tapahtumat, händelser",
    "roles": "roolit, roller",
    "population": "väestö, befolkning",
    "targets": "tavoitteet, mål",
    "groups": "ryhmät, grupper",
}


@cache
def table_by_word() -> dict[str, str]:
    """Names of tables in the three languages (folded as headings), with the table each stands for."""
    words = {fold(name): name for name in TABLES}
    for name, labels in _TABLE_NAMES.items():
        for label in labels.split(","):
            words.setdefault(fold(label), name)
    return words


def table_named(text: str) -> str | None:
    """The table that a file or sheet name tells, None when it tells none: `visits`, `Käynnit`,"
    " `visits_2026`."""
    folded = fold(text)
    if found := table_by_word().get(folded):
        return found
    return table_by_word().get(re.sub(r"[0-9.]+$", "", folded))


@cache
def columns_by_heading(table: str) -> dict[str, str]:
    """Accepted headings (folded) of a table, with the column each stands for; none for borders, from maps."""
    names = [column.name for column in TABLES[table].columns] if table in TABLES else []
    words = {fold(name): name for name in names}
    for prefix in (f"{table}.", ""):
        for name in names:
            for label in _LABELS.get(prefix + name, "").split(","):
                words.setdefault(fold(label), name)
    words.pop("", None)
    return words


@dataclass(slots=True)
class Header:
    """The header of a table in a file.

    first_row, last_row: its rows as a spreadsheet numbers them; columns: (position, heading, column) of
    those that are read; unknown, personal: headings left out; twice: (column, heading, heading); nameless:
    positions without a heading; missing: required columns that are not there.
    """

    table: Table
    first_row: int
    last_row: int
    headings: list[str]
    columns: list[tuple[int, str, Column]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    twice: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, ...]] = field(default_factory=list)


HeadRows = Sequence[tuple[int, Sequence[str]]]


def find_header(
    rows: HeadRows, tables: Sequence[str], merged: frozenset[tuple[int, int]] = frozenset()
) -> Header | None:
    """The header among the first rows, for the table it fits best; None when no heading is known.

    rows: (row number, cells) from the top. merged: (row, position) of cells that continue a merged cell to
    their left. A header may take two rows (a group heading over its columns).
    """
    best: tuple[tuple[int, int, int], Header] | None = None
    for table in tables:
        words = columns_by_heading(table)
        for index, candidate in enumerate(_candidates(rows, words, merged)):
            known = candidate.known(words)
            if not known:
                continue
            header = _header(TABLES[table], candidate, words)
            score = (-len(header.missing) if len(tables) > 1 else 0, known, -index)
            if best is None or score > best[0]:
                best = (score, header)
    return best[1] if best else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Rows that may be the header: what each column is called, and by which of its words it is looked up."""

    first_row: int
    last_row: int
    headings: list[str]
    looked_up: list[str]

    def known(self, words: dict[str, str]) -> int:
        """How many different columns are known by them."""
        return len({words[fold(text)] for text in self.looked_up if fold(text) in words})


def _candidates(
    rows: HeadRows, words: dict[str, str], merged: frozenset[tuple[int, int]]
) -> list[_Candidate]:
    tidied = [(row, [tidy(cell) for cell in cells_]) for row, cells_ in rows[:HEADER_WITHIN]]
    single = [_Candidate(row, row, headings, headings) for row, headings in tidied]
    double = []
    for upper, lower in pairwise(single):
        pair, parts = _pair(upper, lower, words, merged)
        # Two rows are one header when neither alone knows as much, or a known heading has parts below it.
        more = pair.known(words) > max(upper.known(words), lower.known(words))
        if (more and lower.known(words)) or parts:
            double.append(pair)
    return double + single


def _pair(
    upper: _Candidate, lower: _Candidate, words: dict[str, str], merged: frozenset[tuple[int, int]]
) -> tuple[_Candidate, bool]:
    """Two rows as one header, and whether a known heading of the upper one is merged over several columns."""
    headings, looked_up, group, parts = [], [], "", False
    for position in range(max(len(upper.headings), len(lower.headings))):
        above = upper.headings[position] if position < len(upper.headings) else ""
        below = lower.headings[position] if position < len(lower.headings) else ""
        group = above or (group if (upper.first_row, position) in merged else "")
        both = f"{group} {below}".strip()
        if not below or fold(below) in words:
            headings.append(below or above)
            looked_up.append(below or above)
        else:
            headings.append(both)
            looked_up.append(group if fold(group) in words else both)
            parts = parts or (not above and fold(group) in words)
    return _Candidate(upper.first_row, lower.last_row, headings, looked_up), parts


def tidy(heading: str) -> str:
    """A heading as it is shown: one line, composed, without invisible characters."""
    try:
        return cells.clean(heading)[0]
    except cells.RefusedError:
        return cells.shown(heading)


def _header(table: Table, candidate: _Candidate, words: dict[str, str]) -> Header:
    header = Header(table, candidate.first_row, candidate.last_row, candidate.headings)
    seen: dict[str, str] = {}
    for position, (heading, text) in enumerate(zip(candidate.headings, candidate.looked_up, strict=True)):
        folded = fold(text)
        if not folded:
            continue
        name = words.get(folded)
        if name is None and about_a_person(folded):
            header.personal.append(heading)
            continue
        if name is None and not table.questions:
            header.unknown.append(heading)
            continue
        key = name or f"question {folded}"
        if key in seen:
            header.twice.append((name or heading, seen[key], heading))
            continue
        seen[key] = heading
        column = table.by_name[name] if name else Column(heading, ANSWER.reader, ANSWER.shape)
        header.columns.append((position, heading, column))
    header.missing = _missing(table, set(seen))
    return header


def _missing(table: Table, present: set[str]) -> list[tuple[str, ...]]:
    missing: list[tuple[str, ...]] = [
        (column.name,) for column in table.columns if column.required and column.name not in present
    ]
    groups = (group for group in table.one_of if not any(set(names) <= present for names in group))
    return missing + [group[0] for group in groups]
