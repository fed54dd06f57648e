"""What looks like personal data, and what does not."""

from __future__ import annotations

import pytest

from kpdata.sources.headings import fold
from kpdata.sources.personal import PersonalData, about_a_person, personal_data


@pytest.mark.parametrize(
    "text", ["maija@example.com", "Kysy: matti.m@posti.example.fi!", "mailto:a@b.example"]
)
def test_email(text: str) -> None:
    assert personal_data(text) is PersonalData.EMAIL


# Put together from parts: the repository itself holds no such numbers.
@pytest.mark.parametrize(
    "text",
    [
        "040" + " 123 4567",
        "040" + "-1234567",
        "050" + "1234567",
        "soita 045" + " 1234 567 arkisin",
        "+358" + " 40 123 4567",
        "+358" + "401234567",
        "+46" + " 8 123 456 78",
        "00358" + " 40 1234567",
        "+358" + " (0)40 123 4567",
        "(03)" + " 5678 9000",
        "09" + " 310 1691",
        "014" + "-1234567",
        "0400" + " 123 456",
        "puh." + "0401234567",
        "040" + " 1234567/toimisto",
        "040" + "-123-4567",
        "040" + " 123 4567, 33100 Tampere",
    ],
)
def test_telephone_numbers(text: str) -> None:
    assert personal_data(text) is PersonalData.TELEPHONE


@pytest.mark.parametrize("text", ["131052" + "-308T", "hetu 010203" + "A123B", "311299" + "+1234"])
def test_identity_codes(text: str) -> None:
    assert personal_data(text) is PersonalData.IDENTITY_CODE


@pytest.mark.parametrize(
    "text",
    [
        "Mallikatu 10, 87100 Kajaani",
        "Mannerheimintie 5, 02100 Espoo",
        "Kauppakatu 3 00100 Helsinki",
        "§ 123/2024",
        "HAL/1234/00.01.02/2024",
        "D/2026-0123",
        "HEL 2024-012345",
        "https://www.example.fi/asia/0123456789",
        "https://maps.example.com/@61.4978,23.7610,15z",
        "https://www.example.fi/?asia=0123456789",
        "2026-10-31",
        "31.10.2026",
        "05.06.2026",
        "0–6 v., 7–12 v.",
        "ma–pe 9.00–14.00",
        "1234567-8",
        "0123456/2024",
        "klo 09.00-15.00",
        "09 12",
        "800-1500",
        "7c0a3e5b-1234-4f7a-8a4d-9c1234567890",
        "Perhekahvila 2000",
        "1 012 345",
        "61.4978 23.7610",
        "",
    ],
)
def test_what_is_not_personal(text: str) -> None:
    assert personal_data(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Yhteyshenkilö",
        "Yhteyshenkilön nimi",
        "Puhelin",
        "puh.",
        "Puhelinnumero",
        "Sähköposti",
        "sähköposti-osoite",
        "E-mail",
        "e-post",
        "Henkilötunnus",
        "HETU",
        "Etunimi",
        "Sukunimi",
        "Nimi",
        "Kontaktperson",
        "Telefon",
        "Contact person",
        "Phone number",
        "Syntymäaika",
        "Lapsen nimi",
    ],
)
def test_headings_about_a_person(heading: str) -> None:
    assert about_a_person(fold(heading))


@pytest.mark.parametrize(
    "heading",
    [
        "Paikka",
        "Henkilökunta oli ystävällinen",
        "q1",
        "Huom.",
        "Kesto (h)",
        "Yhteystietoni käsiteltiin luottamuksellisesti",
    ],
)
def test_headings_about_something_else(heading: str) -> None:
    assert not about_a_person(fold(heading))
