"""Puts the dashboard into the wheel: inside the package, so that `kpdata serve` needs no checkout."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("dashboard.py", "pages", "static", ".streamlit/config.toml")


class DashboardHook(BuildHookInterface):
    """Adds files from beside the package; an editable install uses them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map each shipped path to `kpdata/app/…` in a standard wheel."""
        if version == "standard":
            build_data["force_include"].update({path: f"kpdata/app/{path}" for path in SHIPPED})
