"""Commands that change or check the data: import, runs, withdraw, check."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from kpdata.areas import area_index
from kpdata.cli import report
from kpdata.cli.terminal import (
    DatabaseOption,
    Language,
    LanguageOption,
    progress_bar,
    say,
    settings,
    today,
    write_text,
)
from kpdata.domain import HELSINKI, AreaLevel, Period, State
from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_, Message, Texts, texts
from kpdata.indicators.frames import Figures
from kpdata.sources.bundle import open_source
from kpdata.sources.rows import OpenedSource
from kpdata.store import health
from kpdata.store.db import close_all, is_sample, open_database, revision
from kpdata.store.engine import parse_url, sqlite_path
from kpdata.store.ingest import ImportOptions, ImportReport, import_source
from kpdata.store.runs import Run, list_runs
from kpdata.store.runs import withdraw as withdraw_run


class ReportFormat(StrEnum):
    """Formats of the report."""

    TEXT = "text"
    JSON = "json"


def import_files(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Folder, ZIP, XLSX, CSV or GeoJSON.", show_default=False),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="KIND",
            help="A table name, bundle or boundaries; found from the content when not given.",
        ),
    ] = None,
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Who owns the rows.")] = "local",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look: write nothing.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Import the rows that are sound.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE.csv", help="With --skip-bad-rows: the others go here."),
    ] = None,
    create_places: Annotated[
        bool, typer.Option("--create-places", help="Add places that are known by name only.")
    ] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Allow more than a fifth of a register to be removed.")
    ] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Take over rows that another source owns.")
    ] = False,
    output_format: Annotated[
        ReportFormat, typer.Option("--format", help="text or json.")
    ] = ReportFormat.TEXT,
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Import a bundle or single tables, all or nothing; every bad cell is told.

    Example: kpdata import --dry-run bundle.zip
    """
    if rejects and not skip_bad_rows:
        raise UsageError(N_("--rejects goes with --skip-bad-rows."))
    chosen = settings(database)
    options = ImportOptions(
        source=source,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
        create_places=create_places,
        allow_removals=allow_removals,
        take_over=take_over,
    )
    result = _imported(paths, kind, chosen.database_url, options, language.value)
    if rejects:
        report.write_rejected(rejects, result, language.value)
    if output_format is ReportFormat.JSON:
        write_text(report.as_json(result, language.value), None)
    else:
        write_text(report.as_text(result, language.value, dry_run=dry_run), None)
    if result.has_errors:
        raise typer.Exit(1)


def _imported(
    paths: list[Path], kind: str | None, url: str, options: ImportOptions, language: str
) -> ImportReport:
    """The report; content that cannot be read is a problem in it."""
    try:
        # Before the database: a wrong path makes no file.
        source = open_files(paths, kind)
    except DataError as error:
        return report.unreadable(error)
    with closing(source), _database(url, dry_run=options.dry_run) as engine:
        if is_sample(engine) and not source.synthetic:
            say(Message(N_("This database holds synthetic sample data: every page will say so.")), language)
        try:
            return import_opened(engine, source, options, language)
        except DataError as error:
            return report.unreadable(error)


@contextmanager
def _database(url: str, *, dry_run: bool) -> Iterator[Engine]:
    """The database, made when it is missing; for a dry run then only for a moment, elsewhere."""
    if not (dry_run and _is_missing_file(url)):
        yield open_database(url, create=True)
        return
    with tempfile.TemporaryDirectory(prefix="kpdata-dry-run-") as folder:
        yield open_database(f"sqlite:///{Path(folder) / 'kpdata.sqlite'}", create=True)
        close_all()  # Windows cannot remove an open file


def _is_missing_file(url: str) -> bool:
    parsed = parse_url(url)
    return parsed.get_backend_name() == "sqlite" and not sqlite_path(parsed).exists()


def open_files(paths: list[Path], kind: str | None = None) -> OpenedSource:
    """Open what the user gives, as of today."""
    return open_source(paths, kind=kind, source_date=today(), areas=area_index())


def import_opened(
    engine: Engine, source: OpenedSource, options: ImportOptions, language: str
) -> ImportReport:
    """Import an opened source with a progress bar."""
    with progress_bar(N_("Importing"), language) as progress:
        return import_source(engine, source, options, progress.count)


def runs(database: DatabaseOption = None, language: LanguageOption = Language.EN) -> None:
    """List the import runs, the newest first.

    Example: kpdata runs
    """
    t = texts(language.value)
    lines = [_run_line(run, t) for run in list_runs(open_database(settings(database).database_url))]
    write_text("".join(f"{line}\n" for line in lines or [t(N_("Nothing has been imported."))]), None)


def _run_line(run: Run, t: Texts) -> str:
    """Number, day and time in Finland, source, files, rows by what became of them."""
    counts = [counts for file in run.files for counts in file["tables"].values()]
    done = [(text, sum(table[key] for table in counts)) for key, text in report.COUNTS if key != "read"]
    parts = [
        f"{run.started_at.astimezone(HELSINKI):%Y-%m-%d %H:%M}",
        run.source,
        ", ".join(report.short_names(file["path"] for file in run.files)),
        *(t(text, n=n) for text, n in done if n),
    ]
    if run.synthetic:
        parts.append(t(N_("synthetic")))
    if run.withdrawn_at:
        parts.append(t(N_("withdrawn")))
    return f"{run.run_id}: {' · '.join(parts)}"


def withdraw(
    run: Annotated[int, typer.Argument(metavar="RUN", help="Number of the import run.", show_default=False)],
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Restore the state before an import run.

    Example: kpdata withdraw 12
    """
    withdraw_run(open_database(settings(database).database_url), run)
    say(Message(N_("Import run {run} is withdrawn."), {"run": run}), language.value)


def check(
    strict: Annotated[bool, typer.Option("--strict", help="Late or missing data ends with 1, too.")] = False,
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Check the database: schema version, integrity, freshness, what is missing.

    Example: kpdata check --strict
    """
    engine = open_database(settings(database).database_url)
    revision(engine)  # the summaries follow what another system wrote
    faults = health.faults(engine)
    notices = [*_missing(engine), *_late(engine)]
    t = texts(language.value)
    lines = [f"{t(N_('Error'))}: {fault.text(t.language)}" for fault in faults]
    lines += [f"{t(N_('Note'))}: {notice.text(t.language)}" for notice in notices]
    lines.append(t(N_("The database has problems.")) if faults else t(N_("The database is sound.")))
    write_text("\n".join(lines) + "\n", None)
    if faults or (strict and notices):
        raise typer.Exit(1)


def _missing(engine: Engine) -> Iterator[Message]:
    if empty := health.empty_tables(engine):
        yield Message(N_("No rows in: {tables}."), {"tables": ", ".join(empty)})


def _late(engine: Engine) -> Iterator[Message]:
    """What is late or stale in the whole country, by the same indicators as the pages show."""
    day = today()
    figures = Figures(engine)
    period = Period.default(day)
    shares = ["fresh_share", "mapped_share", "reporting_share"]
    table = figures.table(shares, AreaLevel.COUNTRY, as_of=day, period=period)
    country = {row["indicator"]: row for row in table.to_dict("records")}
    for indicator, msgid in (
        ("mapped_share", N_("Municipalities that are not mapped: {n} of {total}.")),
        ("fresh_share", N_("Places that were not checked within a year: {n} of {total}.")),
        ("reporting_share", N_("Months of places without visits reported in the last year: {n} of {total}.")),
    ):
        row = country[indicator]
        if row["state"] == State.OK and row["numerator"] < row["denominator"]:
            values = {"n": int(row["denominator"] - row["numerator"]), "total": int(row["denominator"])}
            yield Message(msgid, values)
    visits = figures.table(["visits"], AreaLevel.MUNICIPALITY, as_of=day, period=period)
    if late := sum(state == State.LATE for state in visits["state"]):
        yield Message(N_("Municipalities whose visits are late: {n}."), {"n": late})
