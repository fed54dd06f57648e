"""What the repository as a whole must be: without package hosts or personal data, and documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
BINARY = {".png", ".woff2", ".xlsx", ".zip", ".sqlite", ".gz", ".pdf"}
PACKAGE_HOSTS = re.compile(
    r"(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|proxy\.golang\.org|crates\.io|anaconda\.org|index-url\s*[=:]?\s*http)"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.,-])(?:\+358[ -]?\d|0(?:4\d|50)[ -]?\d{3})(?:[ -]?\d){4,8}(?![\w.,-])")
IDENTITY_CODE = re.compile(r"\b\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-FHJ-NPR-Y]\b")
# Addresses that can belong to nobody (RFC 2606), and forms that only look like an e-mail address.
INVENTED = re.compile(r"@(?:[\w-]+\.)*(?:example|invalid|test|localhost)\b|@example\.(?:fi|com|org|net)\b")
MEMBERS = re.compile(
    r"@(?:pytest|st|app|dataclass|property|functools|staticmethod|given|settings|overload|event)\."
)


def tracked() -> list[Path]:
    """Files of the project: those git keeps, else (outside a checkout) none."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Name and content of every text file of the project."""
    files = [path for path in tracked() if path.suffix not in BINARY]
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in files
    ]


def project() -> dict[str, object]:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        content: dict[str, object] = tomllib.load(stream)
    return content


def locked(name: str) -> dict[str, set[str]]:
    """Versions of every package in a lock file (more than one where it depends on the Python)."""
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def test_no_file_names_the_address_of_a_package_host() -> None:
    own = "tests/test_hygiene.py"
    assert [name for name, text in texts() if name != own and PACKAGE_HOSTS.search(text)] == []
    assert [
        path.name for path in tracked() if path.name in ("uv.lock", "poetry.lock", "package-lock.json")
    ] == []


def test_no_personal_data() -> None:
    found = []
    for name, text in texts():
        if name.startswith("requirements"):
            continue
        emails = [
            match for match in EMAIL.findall(text) if not INVENTED.search(match) and not MEMBERS.search(match)
        ]
        found += [(name, hit) for hit in [*emails, *PHONE.findall(text), *IDENTITY_CODE.findall(text)]]
    assert [hit for hit in found if hit[0] not in EXAMPLES_OF_PERSONAL_DATA] == []


# Tests that show personal data is refused need examples of it; theirs are invented.
EXAMPLES_OF_PERSONAL_DATA = {
    "tests/sources/test_personal.py",
    "tests/test_meeting.py",
    "tests/pages/test_meeting.py",
}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_meet_what_the_project_asks(lock: str) -> None:
    content = project()
    wanted = list(content["project"]["dependencies"])  # type: ignore[index,call-overload]
    if "dev" in lock:
        wanted += content["dependency-groups"]["dev"]  # type: ignore[index,operator]
    versions = locked(lock)
    for requirement in map(Requirement, wanted):
        found = versions.get(canonicalize_name(requirement.name), set())
        assert found, f"{requirement.name} is not in {lock}: run `make lock`"
        assert all(map(requirement.specifier.contains, found)), f"{requirement} in {lock}: {found}"


def test_both_locks_agree() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: versions for name, versions in runtime.items() if development.get(name) != versions} == {}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    assert [
        e.splitlines()[0] for e in entries if "==" in e.splitlines()[0] and "--hash=sha256:" not in e
    ] == []


def test_every_dependency_is_explained() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8").lower()
    content = project()
    wanted = [
        *content["project"]["dependencies"],  # type: ignore[index,misc]
        *content["project"]["optional-dependencies"]["images"],  # type: ignore[index,misc]
        *content["dependency-groups"]["dev"],  # type: ignore[index,misc]
    ]
    names = [Requirement(text).name.lower() for text in wanted]
    assert [name for name in names if f"`{name}`" not in decisions] == []


# Names to import by that differ from the name of the package.
IMPORTED_AS = {
    "python-pptx": "pptx",
    "python-docx": "docx",
    "xlsxwriter": "xlsxwriter",
}
# Read by Python itself where the system has no time zones.
NOT_IMPORTED = {"tzdata"}


def test_dependencies_are_those_that_the_program_imports() -> None:
    sources = [path for path in tracked() if path.suffix == ".py" and path.parts[len(ROOT.parts)] != "tests"]
    program = [p for p in sources if p.relative_to(ROOT).parts[0] in ("kpdata", "pages", "dashboard.py")]
    imported: set[str] = set()
    for path in program:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    declared = {
        IMPORTED_AS.get(name := Requirement(text).name.lower(), name)
        for text in (
            *project()["project"]["dependencies"],  # type: ignore[index,misc]
            *project()["project"]["optional-dependencies"]["images"],  # type: ignore[index,misc]
        )
    }
    foreign = imported - set(sys.stdlib_module_names) - {"kpdata"}
    assert foreign - declared == set(), "not declared in pyproject.toml"
    assert declared - foreign - NOT_IMPORTED == set(), "declared, but not imported"


def test_readme_names_every_environment_variable() -> None:
    settings = (ROOT / "kpdata" / "settings.py").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(KPDATA_\w+)`", readme)) == set(re.findall(r"KPDATA_\w+", settings))


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        n for n, text in texts() if n.startswith(("kpdata/", "pages/", "dashboard")) and "environ" in text
    ]
    # The command line hands its --database on to the pages through the environment.
    assert sorted(n for n in readers if n.endswith(".py")) == ["kpdata/cli/terminal.py", "kpdata/settings.py"]


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions.md", "docs/operations.md"]
)
def test_links_lead_to_files(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


def test_streamlit_settings_are_known_and_safe() -> None:
    from streamlit import config

    with (ROOT / ".streamlit" / "config.toml").open("rb") as stream:
        content = tomllib.load(stream)
    known = set(config._config_options_template)
    flat = {f"{section}.{name}" for section, options in content.items() for name in options}
    assert flat - known - {"theme.sidebar"} == set()
    assert content["browser"]["gatherUsageStats"] is False
    assert content["client"] == {
        "toolbarMode": "minimal",
        "showErrorDetails": "none",
        "showErrorLinks": False,
        "disableDataExport": True,
    }
    assert content["runner"]["postScriptGC"] is False
    assert content["server"]["maxUploadSize"] == 20
    # With fewer than ten colours Plotly falls back to its own.
    assert len(content["theme"]["chartCategoricalColors"]) >= 10
    assert len(content["theme"]["chartSequentialColors"]) == 10
    assert len(content["theme"]["chartDivergingColors"]) == 10
