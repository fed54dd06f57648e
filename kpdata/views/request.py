"""What is asked of a page: which data, the shared selection, and the address with the page's own choices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from kpdata.domain import AreaLevel
from kpdata.i18n import Texts, texts
from kpdata.views import data
from kpdata.views.address import LEVELS, Address, Selection, read_selection
from kpdata.views.data import Source


@dataclass(frozen=True, slots=True)
class Request:
    """One view to build; with the page's `Choices`, which hold its own parameters, the key of its cache."""

    source: Source
    selection: Selection
    address: Address = field(compare=False, repr=False)

    @classmethod
    def read(
        cls,
        source: Source,
        address: Address,
        language: str,
        levels: Collection[AreaLevel] = LEVELS,
        *,
        several: bool = False,
    ) -> Request:
        """The request of an address; what is unknown in it is the default, with a notice in the address.

        several: the view may be of no area at all, until some are chosen; every other view is of one.
        """
        selection = read_selection(source, address, language, levels)
        if not selection.areas and not several:
            area = data.default_area(source, selection.level, data.home(source))
            selection = replace(selection, areas=(area,))
        return cls(source, selection, address)

    @property
    def language(self) -> str:
        """The language of every text."""
        return self.selection.language

    @property
    def t(self) -> Texts:
        """The texts of the language."""
        return texts(self.language)
