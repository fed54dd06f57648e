"""PowerPoint files, opened again by the library."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from kpdata.errors import UsageError
from kpdata.export.document import Document, Item
from kpdata.export.pptx import pptx_bytes
from tests.export.documents import (
    LINK,
    SECRET,
    WORDS,
    a_document,
    alone,
    bars,
    charts,
    heat,
    matrix,
    parts_of,
    tiles,
)

LANGUAGES = ("fi", "sv", "en")


def opened(document: Document, template: bytes | None = None) -> Any:
    return Presentation(io.BytesIO(pptx_bytes(document, template)))


def texts_of(slide: Any) -> list[str]:
    found = []

    def walk(shapes: Any) -> None:
        for shape in shapes:
            if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
                walk(shape.shapes)
            elif shape.has_text_frame:
                found.append(shape.text_frame.text)
            elif getattr(shape, "has_table", False):
                found.extend(cell.text for row in shape.table.rows for cell in row.cells)

    walk(slide.shapes)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slide_a_figure_with_finding_source_and_notes(language: str) -> None:
    document = a_document(language)
    slides = list(opened(document).slides)
    assert slides[0].shapes.title.text_frame.text == "LAPE-ryhmä"
    assert len(slides) == 1 + 1 + len(charts()) + 1 + 1  # front, key figures, charts, text, decisions
    for item, slide in zip(document.items[1:10], slides[2:11], strict=True):
        chart = item.chart
        assert slide.shapes.title.text_frame.text == chart.title
        told = "\n".join(texts_of(slide))
        if chart.source:
            assert chart.source in told
        notes = slide.notes_slide.notes_text_frame.text
        assert chart.sentence in notes
        assert chart.definition in notes
        assert LINK in notes
        assert {link.address for link in links(slide)} == {LINK}


def links(slide: Any) -> list[Any]:
    return [
        run.hyperlink
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.hyperlink.address
    ]


def test_every_graphic_has_its_text_for_those_who_do_not_see_it() -> None:
    for slide in opened(a_document()).slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.shape_type != MSO_SHAPE_TYPE.AUTO_SHAPE:
                continue
            assert shape._element._nvXxPr.cNvPr.get("descr"), shape.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_names_its_language_and_says_that_the_data_is_made_up(language: str) -> None:
    presentation = opened(a_document(language))
    code = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language]
    mark = {"fi": "Esimerkkiaineisto", "sv": "Exempeldata", "en": "Sample data"}[language]
    for slide in presentation.slides:
        assert {e.get("lang") for e in slide._element.iter("{*}rPr")} == {code}
        assert any(mark in text for text in texts_of(slide)) or slide.shapes.title.text_frame.text in {
            chart.title for chart in charts(language) if not chart.sample
        }
    assert presentation.core_properties.language == code
    assert presentation.core_properties.author == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_numbers_stand_in_no_part_and_the_word_does(language: str) -> None:
    content = dict(parts_of(pptx_bytes(a_document(language))))
    secret = (str(SECRET), str(SECRET).replace(".", ","), "4 711", "4\u00a0711")
    for name, part in content.items():
        text = part.decode("utf-8", "replace")
        assert not [number for number in secret if number in text], name
    assert WORDS[language] in b"".join(content.values()).decode("utf-8", "replace")


def test_the_theme_s_own_effects_are_gone() -> None:
    for slide in opened(a_document()).slides:
        assert (
            list(slide._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}style"))
            == []
        )


def test_tiles_are_hexagons_in_a_group_with_their_legend() -> None:
    slide = next(iter(opened(alone(tiles())).slides))
    groups = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    hexagons, legend = groups
    assert len(list(hexagons.shapes)) == len(tiles().categories)
    akaa = next(shape for shape in hexagons.shapes if shape.name.startswith("Akaa"))
    assert "82,4" in akaa.text_frame.text
    words = [shape.text_frame.text for shape in legend.shapes if shape.text_frame.text]
    assert {"peitetty", "ei kartoitettu", "suunnitteilla", "myöhässä"} <= set(words)


def test_heat_cells_have_colours_and_hidden_ones_the_word() -> None:
    slide = next(iter(opened(alone(heat())).slides))
    table = next(shape for shape in slide.shapes if getattr(shape, "has_table", False)).table
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1] == ["Mittari 0, %", "0,0\u00a0%", "10,0\u00a0%", "• peitetty"]
    assert table.cell(1, 1).fill.fore_color.rgb != table.cell(1, 2).fill.fore_color.rgb


def test_a_matrix_shows_signs_and_a_legend_in_words() -> None:
    slide = next(iter(opened(alone(matrix())).slides))
    told = texts_of(slide)
    assert "◐" in told
    assert "◐ Going on" in told


def test_long_charts_and_tables_go_on_with_their_headings() -> None:
    frame = bars()
    many = replace(
        frame,
        categories=frame.categories * 6,
        series=tuple(replace(s, values=s.values * 6) for s in frame.series),
    )
    slides = list(opened(alone(many)).slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert titles == [f"{many.title} ({n}/3)" for n in (1, 2, 3)]
    counted = [
        len(list(shape.chart.plots[0].categories)) - 1
        for slide in slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    assert counted == [20, 20, 20]
    long = list(opened(alone(heat(rows=60))).slides)
    tables = [s.table for slide in long for s in slide.shapes if getattr(s, "has_table", False)]
    assert len(tables) == len(long) > 2
    assert {table.cell(0, 1).text for table in tables} == {"Pirkanmaa"}
    assert sum(len(list(table.rows)) - 1 for table in tables) == 60
    for table in tables:
        assert sum(row.height for row in table.rows) < Inches(7.5)


def test_key_figures_carry_their_sign_of_per_cent() -> None:
    document = replace(a_document(), items=a_document().items[:1])
    told = "\n".join(texts_of(list(opened(document).slides)[1]))
    assert "71\u00a0%" in told
    assert "231\nkpl" in told
    assert "•\npeitetty" in told


def test_an_empty_chart_says_so() -> None:
    nothing = replace(bars(), categories=(), series=(), sentence="", benchmarks=())
    told = texts_of(next(iter(opened(alone(nothing)).slides)))
    assert "Tällä valinnalla ei ole mitään näytettävää." in told


def a_template(*, potx: bool = False) -> bytes:
    """A template with a size and a slide of its own."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(10), Inches(5.625)
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text_frame.text = "Vanha salainen dia"
    slide.notes_slide.notes_text_frame.text = "Vanhat muistiinpanot"
    presentation.slide_master.name = "Kunnan pohja"
    stream = io.BytesIO()
    presentation.save(stream)
    if not potx:
        return stream.getvalue()
    return retyped(stream.getvalue())


def retyped(package: bytes) -> bytes:
    """The same as a template (.potx)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("potx", [False, True])
def test_the_organisation_s_template_gives_the_look_and_none_of_its_slides(potx: bool) -> None:
    content = pptx_bytes(alone(replace(bars(), title="Lyhyt")), a_template(potx=potx))
    presentation = Presentation(io.BytesIO(content))
    assert presentation.slide_width == Inches(10)
    slides = list(presentation.slides)
    assert len(slides) == 1
    title = slides[0].shapes.title
    assert title.text_frame.text == "Lyhyt"
    assert title.text_frame.paragraphs[0].font.size is None  # the template's own
    everything = b"".join(part for _, part in parts_of(content))
    assert b"salainen" not in everything
    assert b"muistiinpanot" not in everything
    chart = next(shape for shape in slides[0].shapes if shape.has_chart)
    assert chart.top > title.top + title.height
    assert chart.top + chart.height < Inches(5.625)


@pytest.mark.parametrize("size", [(10.0, 7.5), (13.333, 7.5)], ids=["4:3", "16:9"])
def test_long_titles_stay_in_their_place_of_a_template(size: tuple[float, float]) -> None:
    own = Presentation()
    own.slide_width, own.slide_height = (Inches(side) for side in size)
    stream = io.BytesIO()
    own.save(stream)
    long = "Lapsia, joilla on sopiva paikka enintään 5 kilometrin päässä kotoa: pienin 0 %, suurin 94 %"
    short, filled = (
        next(iter(opened(alone(replace(tiles(), title=title)), stream.getvalue()).slides)).shapes
        for title in ("Lyhyt", long)
    )
    assert short.title.text_frame.paragraphs[0].font.size is None
    title = filled.title
    points = title.text_frame.paragraphs[0].font.size.pt
    assert 18 <= points < 44
    letters = title.width / (points * 0.5 * 12_700)
    assert -(-len(long) // letters) * points * 1.2 * 12_700 <= title.height
    for shape in filled:
        assert shape.left >= 0
        assert shape.left + shape.width <= Inches(size[0])
        assert shape.top + shape.height <= Inches(size[1])


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_template_is_told(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"\.pptx"):
        pptx_bytes(alone(bars()), content)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pptx_bytes(a_document()) == pptx_bytes(a_document())


def test_a_single_figure_under_its_own_title_has_no_front_page() -> None:
    assert len(opened(alone(bars())).slides) == 1
    other = replace(alone(bars()), title="Report")
    assert len(opened(other).slides) == 2
    assert len(opened(Document("Only text", "fi", (Item(heading="A", note="b"),))).slides) == 2


def test_a_matrix_of_many_columns_has_upright_headings_and_equal_columns() -> None:
    few = matrix()
    wide = replace(
        few,
        series=tuple(
            replace(
                few.series[0],
                key=str(n),
                name=f"{n} Hyvinvointikertomus",
                values=tuple(replace(value, beside="24") for value in few.series[0].values),
            )
            for n in range(13)
        ),
    )
    (table,) = [
        shape.table
        for slide in opened(alone(wide)).slides
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
    ]
    assert len(table.columns) == 14
    turned = [cell._tc.tcPr.get("vert") for cell in table.rows[0].cells]
    assert turned == [None, *["vert270"] * 13]
    assert len({column.width for column in list(table.columns)[1:]}) == 1
    signs = {cell.text for row in list(table.rows)[1:] for cell in list(row.cells)[1:]}
    assert signs == {"○ 24", "◐ 24", "● 24"}
    lying = next(
        shape.table
        for slide in opened(alone(replace(few, series=few.series[:4]))).slides
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
    )
    assert {cell._tc.tcPr.get("vert") for cell in lying.rows[0].cells} == {None}
