"""The command line: `kpdata …`, one function a command."""

from __future__ import annotations

import typer

from kpdata.cli import data, export, figures, serve
from kpdata.cli.terminal import Commands

app = typer.Typer(
    name="kpdata",
    cls=Commands,
    help="Data of the network of family-centre meeting places: import, check, compute, show.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.command("serve")(serve.serve)
app.command("sample")(serve.sample)
app.command("import")(data.import_files)
app.command("runs")(data.runs)
app.command("withdraw")(data.withdraw)
app.command("indicators")(figures.indicators)
app.command("export")(export.export)
app.command("check")(data.check)
