"""Synthetic targets and own groups."""

from __future__ import annotations

from kpdata.domain import CentreStatus
from kpdata.sample.network import Network
from kpdata.sample.plan import Row


def targets(network: Network) -> list[Row]:
    """Rows of `targets` for a few indicators of the whole and of the counties."""
    year = network.plan.end.year
    counties = sorted(set(network.plan.municipalities["county"]))
    wanted: tuple[tuple[str, float], ...] = (
        ("mapped_share", 100),
        ("coverage_school_age", 70),
        ("coverage_adolescent", 50),
        ("municipalities_step_3", 50),
        ("cycle_kept", 90),
        ("top2_visitor_welcome", 85),
    )
    rows: list[Row] = []
    for indicator, value in wanted:
        rows.append(
            {"indicator": indicator, "level": "country", "area_id": "FI", "year": year, "value": value}
        )
        if indicator in ("mapped_share", "coverage_school_age"):
            rows += [
                {"indicator": indicator, "level": "county", "area_id": county, "year": year, "value": value}
                for county in counties
            ]
    return rows


def groups(network: Network) -> list[Row]:
    """Rows of `groups`: sets of municipalities, of centres, of places and of all three."""
    frame = network.plan.municipalities
    members: list[tuple[str, tuple[str, str, str], str, list[str]]] = []
    eastern = ("Itäiset kunnat", "Östra kommuner", "Eastern municipalities")
    main = network.plan.county or "08"
    own = frame[frame["county"] == main].sort_values(["lon", "code"])
    members.append(("itaiset_kunnat", eastern, "municipality", list(own["code"].tail(6))))
    if len(swedish := frame["code"][frame["language"].isin(["sv", "sv_fi"])]):
        names_of = ("Ruotsinkieliset kunnat", "Svenskspråkiga kommuner", "Swedish-speaking municipalities")
        members.append(("svenska_kommuner", names_of, "municipality", list(swedish)))
    running = [c["centre_id"] for c in network.centres if c["status"] == CentreStatus.RUNNING]
    members.append(
        ("pilottikeskukset", ("Pilottikeskukset", "Pilotcenter", "Pilot centres"), "centre", running[:5])
    )
    moving = [p["place_id"] for p in network.places if p["place_type"] in ("mobile", "online")]
    names_of = (
        "Liikkuvat ja verkon kohtaamispaikat",
        "Mobila och digitala mötesplatser",
        "Mobile and online places",
    )
    members.append(("liikkuvat", names_of, "place", moving[:40]))
    mixed = ("Kehittäjäverkosto", "Utvecklarnätverket", "Developer network")
    members.append(("kehittajaverkosto", mixed, "municipality", list(own["code"].head(2))))
    members.append(("kehittajaverkosto", mixed, "centre", running[5:7]))
    members.append(("kehittajaverkosto", mixed, "place", [p["place_id"] for p in network.running[-3:]]))
    return [
        {
            "group_id": group_id,
            "name_fi": titles[0],
            "name_sv": titles[1],
            "name_en": titles[2],
            "area_type": area_type,
            "area_id": area_id,
        }
        for group_id, titles, area_type, area_ids in members
        for area_id in area_ids
    ]
