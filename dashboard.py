"""The frame of the dashboard: language, navigation, the page; run by `kpdata serve` or `streamlit run`."""

from pathlib import Path

from kpdata.i18n import N_
from kpdata.ui import frame, packs
from kpdata.ui.frame import PageSpec

# Sections in the order of the menu; a section is listed when it has a page.
SECTIONS = {
    "": (PageSpec("pages/overview/overview.py", "yleiskuva", N_("Overview"), ":material/dashboard:"),),
    N_("Compare"): (
        PageSpec("pages/compare/areas.py", "vertailu", N_("Areas side by side"), ":material/compare_arrows:"),
        PageSpec("pages/compare/map.py", "kartta", N_("Map"), ":material/map:"),
        PageSpec("pages/compare/profile.py", "alueprofiili", N_("Area profile"), ":material/badge:"),
    ),
    N_("Themes"): (
        PageSpec(
            "pages/themes/school_age.py", "kouluikaiset", N_("School-age children"), ":material/backpack:"
        ),
        PageSpec("pages/themes/network.py", "verkosto", N_("Network"), ":material/hub:"),
        PageSpec("pages/themes/integration.py", "integraatio", N_("Integration"), ":material/account_tree:"),
        PageSpec("pages/themes/visitors.py", "kavijat", N_("Visitors"), ":material/groups:"),
        PageSpec("pages/themes/surveys.py", "kyselyt", N_("Surveys"), ":material/rate_review:"),
        PageSpec("pages/themes/criteria.py", "kriteerit", N_("Criteria"), ":material/checklist:"),
    ),
    N_("To the meeting"): (
        PageSpec("pages/meeting/pack.py", "kokous", N_("Meeting packs"), ":material/co_present:"),
        PageSpec("pages/meeting/cycle.py", "vuosikello", N_("Annual cycle"), ":material/event_repeat:"),
    ),
    N_("About the data"): (),
}

packs.offer()
language = frame.language()
with frame.told_errors(language, whole_page=True):
    page = frame.navigation(SECTIONS, language, Path(__file__).parent / "static" / "icon.png")
    frame.sample_mark(language)
    frame.empty_mark(language)
    page.run()
