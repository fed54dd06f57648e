"""Calendar files: read back by the library, whatever stands in the titles."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from kpdata.errors import UsageError
from kpdata.export.calendar import calendar_bytes
from kpdata.export.document import CalendarEvent, Document, EventCalendar
from kpdata.export.files import MEDIA_TYPES, name_of, rendered

DAY = date(2026, 11, 15)
LINK = "https://example.fi/vuosikello?area=county:08&lang=FI"
EVENTS = (
    CalendarEvent("t1", date(2026, 12, 3), "Verkostotapaaminen: Pirkanmaa", "Verkostotapaaminen", "Syksy"),
    CalendarEvent("t2", date(2026, 12, 31), "Talokokous: Perhekeskus", "Talokokous"),
)


def calendar(*events: CalendarEvent, sample: bool = False) -> EventCalendar:
    return EventCalendar("Vuosikello: Pirkanmaa", "fi", DAY, events or EVENTS, sample)


def read(content: bytes) -> list[dict[str, str]]:
    """The events as the library reads them, properties as text."""
    whole = Calendar.from_ical(content)
    return [
        {
            name: str(value.to_ical().decode() if name == "CATEGORIES" else value)
            for name, value in part.items()
        }
        for part in whole.walk("VEVENT")
    ]


def test_whole_days_with_their_words() -> None:
    content = calendar_bytes(calendar(), LINK)
    whole = Calendar.from_ical(content)
    first, last = whole.walk("VEVENT")
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 12, 3), date(2026, 12, 4))
    assert (last["dtstart"].dt, last["dtend"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    one, other = read(content)
    assert one["SUMMARY"] == "Verkostotapaaminen: Pirkanmaa"
    assert one["DESCRIPTION"] == "Syksy\nSuunniteltu, tilanne 15.11.2026."
    assert other["DESCRIPTION"] == "Suunniteltu, tilanne 15.11.2026."
    assert (one["STATUS"], one["TRANSP"], one["URL"]) == ("TENTATIVE", "TRANSPARENT", LINK)
    assert one["CATEGORIES"] == "Verkostotapaaminen"
    assert (whole["version"], str(whole["x-wr-calname"])) == ("2.0", "Vuosikello: Pirkanmaa")
    # Lines end as the standard asks and none is longer than it allows.
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_made_up_events_say_so_each() -> None:
    content = calendar_bytes(calendar(sample=True))
    for event in read(content):
        assert event["SUMMARY"].endswith("(esimerkkiaineisto)")
        assert "esimerkkiaineisto" in event["CATEGORIES"]
        assert "Esimerkkiaineisto" in event["DESCRIPTION"]
        assert "URL" not in event
    assert "Esimerkkiaineisto" in str(Calendar.from_ical(content)["x-wr-calname"])


def test_the_key_of_an_event_stays_the_same() -> None:
    later = EventCalendar("Other", "sv", date(2026, 12, 1), EVENTS[:1])
    assert read(calendar_bytes(later))[0]["UID"] == read(calendar_bytes(calendar()))[0]["UID"] == "t1@kpdata"
    assert calendar_bytes(calendar(), LINK) == calendar_bytes(calendar(), LINK)


@pytest.mark.parametrize(
    "text",
    [
        "Kokous\nBEGIN:VEVENT\nSUMMARY:Vieras\nEND:VEVENT",
        "Kokous\r\nATTACH:https://paha.example/x",
        "Kokous\rEND:VCALENDAR",
        "Kokous\u2028URL:https://paha.example",
        "Kokous\x00\x0b\x0c\x85END:VEVENT",
        'Kahvi, pulla; ja \\n tee: "näin"',
        "BEGIN:VALARM",
        "ä" * 200,
    ],
)
def test_no_text_becomes_a_property(text: str) -> None:
    event = CalendarEvent(f"t {text}", date(2026, 12, 3), f"Talokokous: {text}", text, text)
    content = calendar_bytes(calendar(event), LINK)
    whole = Calendar.from_ical(content)
    assert [part.name for part in whole.walk()] == ["VCALENDAR", "VEVENT"]
    (found,) = whole.walk("VEVENT")
    assert set(found) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
        "DESCRIPTION", "CATEGORIES", "STATUS", "TRANSP", "URL",
    }  # fmt: skip
    assert str(found["url"]) == LINK
    said = " ".join(text.replace("\x00", " ").replace("\x85", " ").split())
    assert str(found["summary"]) == f"Talokokous: {said}"
    assert str(found["description"]).split("\n")[0] == said


def test_only_a_web_address_is_a_link() -> None:
    assert "URL" not in read(calendar_bytes(calendar(), "javascript:alert(1)"))[0]
    assert read(calendar_bytes(calendar(), f"{LINK}\r\nX-A:1"))[0]["URL"] == f"{LINK}X-A:1"


def test_a_document_with_a_calendar_makes_a_file() -> None:
    document = Document(
        "Vuosikello", "fi", (), "Pirkanmaa", DAY, link=LINK, slug="vuosikello", calendar=calendar()
    )
    assert rendered(document, "ics") == calendar_bytes(calendar(), LINK)
    assert name_of(document, "ics") == "kohtaamispaikat_pirkanmaa_vuosikello_2026-11-15.ics"
    assert MEDIA_TYPES["ics"] == "text/calendar"
    with pytest.raises(UsageError) as error:
        rendered(Document("Kartta", "fi", ()), "ics")
    assert "annual cycle" in error.value.message.text("en")
