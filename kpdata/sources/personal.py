"""Personal data: what a cell or a heading looks like when it is about a person.

A false alarm costs the sender one correction; a miss stores a person's data. National telephone
numbers are therefore recognised by their Finnish prefixes and grouping, so that postal codes,
dates, decision numbers and business identity codes pass.
"""

from __future__ import annotations

import re
from enum import StrEnum

from kpdata.i18n import N_


class PersonalData(StrEnum):
    """Kinds of personal data that are recognised; the value is a text for the user."""

    EMAIL = N_("an e-mail address")
    TELEPHONE = N_("a telephone number")
    IDENTITY_CODE = N_("a Finnish identity code")


_EMAIL = re.compile(r"[^\s@,;:<>()|/]+@[^\s@,;:<>()|/]+\.[^\W\d_]{2,}")
_IDENTITY_CODE = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
    r"[-+–−A-FU-Ya-fu-y][0-9]{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y](?![0-9A-Za-z])"
)
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00(?=358))[1-9](?:[ ().–-]{0,3}[0-9]){7,14}(?![0-9A-Za-z])")
# Not inside a longer code, a decimal or a web address; not before a year ("0123456/2024") or more digits.
_BEFORE = r"(?<![\w+/=-])(?<![0-9][.,])\(?"
_AFTER = r"(?!\w|/[0-9]|[-–.,][0-9])"
_MOBILE = re.compile(_BEFORE + r"0(?:4[0-9]|50)\)?(?:[ .–-]{0,2}[0-9]){5,8}" + _AFTER)
_LANDLINE = re.compile(
    _BEFORE + r"0(?:[235689]|1[3-9])\)?(?:[ –-]?[0-9]{5,8}|[ –-][0-9]{3,4}(?: [0-9]{2,4}){1,2})" + _AFTER
)
_MIGHT_BE = re.compile(r"@|[0-9][ ().–-]{0,3}[0-9]")


def personal_data(text: str) -> PersonalData | None:
    """What personal data the text holds, None when none is seen."""
    if not _MIGHT_BE.search(text):
        return None
    if "@" in text and _EMAIL.search(text):
        return PersonalData.EMAIL
    if _IDENTITY_CODE.search(text):
        return PersonalData.IDENTITY_CODE
    if _INTERNATIONAL.search(text) or _MOBILE.search(text) or _LANDLINE.search(text):
        return PersonalData.TELEPHONE
    return None


# Folded as headings are (case, spaces, `_`, `-` gone). `nimi` alone is a person only where the table has
# no name of its own: a table's own headings are looked up first.
_PERSON_WORDS = (
    "etunimi",
    "sukunimi",
    "kutsumanimi",
    "kokonimi",
    "henkilönnimi",
    "henkilötunnus",
    "henkilötieto",
    "henkilöid",
    "yhteyshenkilö",
    "vastuuhenkilö",
    "yhteystieto",
    "yhteystiedot",
    "yhdyshenkilö",
    "puhelin",
    "matkapuhelin",
    "gsm",
    "sähköposti",
    "email",
    "mailaddress",
    "hetu",
    "syntymäaika",
    "syntymäpäivä",
    "kotiosoite",
    "förnamn",
    "efternamn",
    "kontaktperson",
    "kontaktuppgift",
    "telefon",
    "mobilnummer",
    "epost",
    "personbeteckning",
    "personnummer",
    "födelsedatum",
    "födelsetid",
    "hemadress",
    "firstname",
    "lastname",
    "surname",
    "fullname",
    "contactperson",
    "contactname",
    "contactdetails",
    "telephone",
    "phone",
    "mobile",
    "socialsecurity",
    "identitycode",
    "personalid",
    "birthdate",
    "dateofbirth",
    "homeaddress",
    "ipaddress",
    "iposoite",
    "ipadress",
)
_FIELD_CHARACTERS = 30
_PERSON_NAMES = frozenset(
    {
        "nimi",
        "namn",
        "name",
        "puh",
        "puhnro",
        "puhnumero",
        "tel",
        "tfn",
        "mail",
        "ssn",
        "ip",
        "huoltaja",
        "huoltajannimi",
        "lapsennimi",
        "vanhemmannimi",
        "vastaajannimi",
        "vastaaja",
        "asiakas",
        "asiakkaannimi",
        "ohjaaja",
        "ohjaajannimi",
        "vetäjä",
        "vastuuhlö",
        "yhthlö",
        "koordinaattori",
        "koordinaattorinnimi",
        "respondent",
        "person",
    }
)


def about_a_person(folded_heading: str) -> bool:
    """Whether a column is by name about a person (heading folded as by `headings.fold`)."""
    bare = folded_heading.rstrip(".:*0123456789")
    if bare in _PERSON_NAMES:
        return True
    # A long heading is a question about something ("Henkilökunnan sähköposteihin vastattiin …"), not a field.
    return len(bare) <= _FIELD_CHARACTERS and any(word in bare for word in _PERSON_WORDS)
