"""Areas of the sample by which pages are tried: one or more of every level."""

from __future__ import annotations

from kpdata import views
from kpdata.domain import AreaLevel

# A level may lack what another of its areas has: a town with places and one without, a place with everything
# and one never assessed, a group inside a county and one without municipalities.
AREAS = {
    AreaLevel.COUNTRY: ("country:FI",),
    AreaLevel.COUNTY: ("county:08",),
    AreaLevel.REGION: ("region:06",),
    AreaLevel.MUNICIPALITY: ("municipality:837", "municipality:005"),
    AreaLevel.CENTRE: ("centre:pk001",),
    AreaLevel.PLACE: ("place:kp0001", "place:kp0002", "place:kp0067"),
    AreaLevel.GROUP: ("group:itaiset_kunnat", "group:liikkuvat"),
}


def areas_of(slug: str) -> list[str]:
    """The areas of every level that a page has."""
    return [area for level in AreaLevel if level in views.page(slug).LEVELS for area in AREAS[level]]
