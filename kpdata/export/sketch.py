"""Shapes gathered in a group on a slide, as XML: hundreds of them through the library take seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from kpdata.charts import theme
from kpdata.charts.plotly.canvas import Look
from kpdata.export.native import Box, set_alt

POINT = 12_700  # EMU
Spot = tuple[float, float]
Ring = Sequence[Spot]

_HATCHES = {"/": "wdUpDiag", "x": "diagCross", "-": "narHorz"}
_DASHES = {"dot": "sysDot", "dash": "sysDash"}
_GEOMETRY = (
    '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
    '<a:pathLst><a:path w="{w}" h="{h}">{path}</a:path></a:pathLst></a:custGeom>'
)
_CIRCLE = tuple((math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)) for k in range(16))
_STAR = tuple(
    (r * math.sin(k * math.pi / 5), -r * math.cos(k * math.pi / 5)) for k, r in enumerate((1.0, 0.42) * 5)
)
_CROSS = ((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35))
# Outlines of symbols round a middle, as far out as one; by the names Plotly has for them.
SYMBOLS: dict[str, tuple[Spot, ...]] = {
    "circle": _CIRCLE,
    "circle-open-dot": _CIRCLE,
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    "triangle-up": ((0, -1.1), (1.0, 0.75), (-1.0, 0.75)),
    "star-triangle-up": ((0, -1.2), (0.4, -0.1), (1.1, 0.8), (0, 0.5), (-1.1, 0.8), (-0.4, -0.1)),
    "star": _STAR,
    "cross": (*_CROSS, *((-x, -y) for x, y in _CROSS)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a shape: its size in points, weight and colour."""

    text: str
    size: float
    bold: bool = False
    colour: str = theme.TEXT


class Sketch:
    """Shapes of one figure. Finish it with `done` before the next one is begun on the slide."""

    def __init__(self, shapes: Any, name: str, alt: str) -> None:
        self._group = shapes.add_group_shape()
        self._group.name = name
        set_alt(self._group, alt)
        self._next = int(shapes._next_shape_id)

    def done(self) -> None:
        """Give the group the size of what is in it; an empty one goes away."""
        element = self._group._element
        if len(self._group.shapes):
            element.recalculate_extents()
        else:
            element.getparent().remove(element)

    def polygon(self, rings: Sequence[Ring], look: Look, name: str = "", lines: Sequence[Line] = ()) -> None:
        """A closed shape of one or more rings in EMU; holes are rings inside others."""
        xs = [round(x) for ring in rings for x, _ in ring]
        ys = [round(y) for ring in rings for _, y in ring]
        left, top, width, height = _box(xs, ys)
        path = "".join(_path(ring, left, top, closed=True) for ring in rings)
        geometry = _GEOMETRY.format(w=width, h=height, path=path)
        self._add(name, (left, top, width, height), geometry, look, lines)

    def symbols(self, symbol: str, at: Sequence[Spot], radius: float, look: Look, name: str) -> None:
        """The same symbol at one or more places, as one shape."""
        outline = SYMBOLS[symbol]
        self.polygon([[(x + dx * radius, y + dy * radius) for dx, dy in outline] for x, y in at], look, name)

    def rectangle(self, box: Box, look: Look, name: str = "") -> None:
        """An upright rectangle."""
        self._add(name, box, '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>', look, ())

    def line(self, points: Sequence[Spot], colour: str, width: float, name: str = "") -> None:
        """An open line through points; width in points."""
        xs, ys = [round(x) for x, _ in points], [round(y) for _, y in points]
        left, top, across, down = _box(xs, ys)
        path = _path(points, left, top, closed=False)
        geometry = _GEOMETRY.format(w=across, h=down, path=path).replace("<a:path ", '<a:path fill="none" ')
        look = Look("", outline=colour, width=width / 0.75)
        self._add(name, (left, top, across, down), geometry, look, ())

    def text(self, box: Box, lines: Sequence[Line], side: str = "ctr", *, wraps: bool = True) -> None:
        """Text alone, in the middle of the height. side: l, ctr or r."""
        look = Look("", outline="")
        geometry = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        name = " ".join(line.text for line in lines)
        self._add(name, box, geometry, look, lines, side, wraps=wraps)

    def _add(
        self,
        name: str,
        box: Box,
        geometry: str,
        look: Look,
        lines: Sequence[Line],
        side: str = "ctr",
        *,
        wraps: bool = False,
    ) -> None:
        x, y, width, height = (round(side_of_it) for side_of_it in box)
        shape = parse_xml(
            f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr>"
            f'<p:cNvPr id="{self._next}" name=""/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            f"{geometry}{_fill(look)}{_outline(look)}</p:spPr>{_body(len(lines), side, wraps=wraps)}</p:sp>"
        )
        self._next += 1
        named = shape.find(f"{qn('p:nvSpPr')}/{qn('p:cNvPr')}")
        named.set("name", name or f"{self._next}")
        for line, paragraph in zip(lines, shape.iter(qn("a:p")), strict=False):
            _write(paragraph, line)
        self._group._element.append(shape)


def letters(text: str, size: float) -> float:
    """About how wide a text is, in EMU."""
    return len(text) * size * 0.55 * POINT


def _box(xs: Sequence[int], ys: Sequence[int]) -> Box:
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _path(ring: Ring, left: int, top: int, *, closed: bool) -> str:
    steps = [f'<a:pt x="{round(x) - left}" y="{round(y) - top}"/>' for x, y in ring]
    lines = "".join(f"<a:lnTo>{step}</a:lnTo>" for step in steps[1:])
    return f"<a:moveTo>{steps[0]}</a:moveTo>{lines}{'<a:close/>' if closed else ''}"


def _fill(look: Look) -> str:
    if not look.colour:
        return "<a:noFill/>"
    if not look.hatch:
        return _solid(look.colour)
    front, back = _colour(look.hatch_colour), _colour(look.colour)
    pattern = _HATCHES[look.hatch]
    return f'<a:pattFill prst="{pattern}"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'


def _outline(look: Look) -> str:
    if not look.outline or not look.width:
        return "<a:ln><a:noFill/></a:ln>"
    dash = f'<a:prstDash val="{_DASHES[look.dash]}"/>' if look.dash in _DASHES else ""
    width = round(look.width * 0.75 * POINT)
    return f'<a:ln w="{width}">{_solid(look.outline)}{dash}<a:round/></a:ln>'


def _solid(code: str) -> str:
    return f"<a:solidFill>{_colour(code)}</a:solidFill>"


def _colour(code: str) -> str:
    return f'<a:srgbClr val="{code.lstrip("#").upper()}"/>'


def _body(count: int, side: str, *, wraps: bool) -> str:
    wrap = "square" if wraps else "none"
    paragraph = f'<a:p><a:pPr algn="{side}"/></a:p>'
    return (
        f'<p:txBody><a:bodyPr wrap="{wrap}" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"'
        f' rtlCol="0"><a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraph * max(count, 1)}</p:txBody>'
    )


def _write(paragraph: Any, line: Line) -> None:
    run = parse_xml(
        f'<a:r {nsdecls("a")}><a:rPr sz="{round(line.size * 100)}" b="{int(line.bold)}">'
        f"{_solid(line.colour)}</a:rPr><a:t/></a:r>"
    )
    run.find(qn("a:t")).text = line.text
    paragraph.append(run)
