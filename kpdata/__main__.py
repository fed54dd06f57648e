"""`python -m kpdata` is the same as `kpdata`."""

from kpdata.cli import app

app(prog_name="kpdata")
