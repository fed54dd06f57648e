"""`python -m tests`: find or install what the tests need, then run all of them with coverage.

Arguments go to pytest: `python -m tests -k areas`. What `make test` and the continuous integration call.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.services import MissingServiceError, find_chromium, install_chromium, postgresql

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    """Run pytest; its exit code, or 1 when a part of the tests could not run at all."""
    try:
        chromium = find_chromium() or install_chromium()
        with postgresql() as url:
            environment = {**os.environ, "KPDATA_TEST_CHROMIUM": str(chromium), "KPDATA_TEST_POSTGRESQL": url}
            whole = [] if arguments else ["--cov", "--cov-report=term-missing:skip-covered", "-n", "auto"]
            command = [sys.executable, "-m", "pytest", *whole, *arguments]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except (MissingServiceError, subprocess.CalledProcessError) as error:
        print(f"The tests cannot run: {error}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
