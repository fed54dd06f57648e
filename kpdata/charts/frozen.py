"""A figure as text and back: what a meeting keeps, so that it shows exactly the same years later.

Every field that differs from its default is written under its own name. The canonical text (keys in order, no
spaces) has one SHA-256. A field that this version does not know is left out when a text is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from kpdata.charts.chart import Chart, KeyFigure
from kpdata.domain import Period

Content = Chart | tuple[KeyFigure, ...]


def frozen(content: Content) -> str:
    """A chart or a row of key figures as canonical JSON; a number that is none (NaN) is a ValueError."""
    if isinstance(content, Chart):
        return canonical({"chart": _written(content)})
    return canonical({"figures": [_written(figure) for figure in content]})


def thawed(text: str) -> Content:
    """The chart or key figures of a text written by `frozen`; ValueError when it is not one."""
    try:
        kept = json.loads(text)
        if "chart" in kept:
            return cast(Chart, _read(Chart, kept["chart"]))
        return tuple(cast(KeyFigure, _read(KeyFigure, figure)) for figure in kept["figures"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a frozen figure") from error


def canonical(value: Any) -> str:
    """JSON with keys in order and without spaces: the same content gives the same text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, Period | type):
        return {
            item.name: _written(found)
            for item in dataclasses.fields(value)
            if (found := getattr(value, item.name)) != item.default
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, list | tuple):
        return [_written(part) for part in value]
    # Numbers of numpy that came in with a frame.
    return value.item() if hasattr(value, "item") else value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read(next(part for part in get_args(kind) if part is not type(None)), value)
    if origin is tuple:
        parts = get_args(kind)
        if parts[-1] is Ellipsis:
            return tuple(_read(parts[0], part) for part in value)
        return tuple(_read(part, item) for part, item in zip(parts, value, strict=True))
    if kind is Period:
        return Period.parse(value)
    if dataclasses.is_dataclass(kind):
        hints = _hints(cast(type, kind))
        names = {item.name for item in dataclasses.fields(kind)}
        return cast(Any, kind)(
            **{name: _read(hints[name], part) for name, part in value.items() if name in names}
        )
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return float(value) if kind is float else value
