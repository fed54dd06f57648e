import pytest

from kpdata.ui.text import markdown_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Perhekahvila *Ilo*", r"Perhekahvila \*Ilo\*"),
        ("a|b", r"a\|b"),
        ("8 kunnassa 23:sta", r"8 kunnassa 23\:sta"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_is_escaped(name: str, shown: str) -> None:
    assert markdown_text(name) == shown


@pytest.mark.parametrize(
    "name",
    ["https://evil.example/x.png", "www.evil.example", "someone@evil.example", ":material/home:", ":smile:"],
)
def test_links_and_icons_are_broken_by_a_joiner(name: str) -> None:
    plain = markdown_text(name).replace("\\", "")
    assert "\u2060" in plain
    assert plain.replace("\u2060", "") == name


def test_ordinary_names_are_left_alone() -> None:
    assert markdown_text("Jyväskylä – Kortepohja, 1 234,5 %") == "Jyväskylä – Kortepohja, 1 234,5 %"
