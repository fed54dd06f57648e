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
# The browser has the machine for itself: beside other tests its pages would be drawn at any time or none.
WHOLE = (
    ["-m", "not browser", "-n", "auto", "--cov", "--cov-report=", "--cov-fail-under=0"],
    ["-m", "browser", "--cov", "--cov-append", "--cov-report=term-missing:skip-covered"],
)


def main(arguments: list[str]) -> int:
    """Run pytest; its exit code, or 1 when a part of the tests could not run at all."""
    try:
        chromium = find_chromium() or install_chromium()
        with postgresql() as url:
            environment = {**os.environ, "KPDATA_TEST_CHROMIUM": str(chromium), "KPDATA_TEST_POSTGRESQL": url}
            codes = [
                subprocess.run(
                    [sys.executable, "-m", "pytest", *part], cwd=ROOT, env=environment, check=False
                ).returncode
                for part in ([arguments] if arguments else WHOLE)
            ]
            return max(codes)
    except (MissingServiceError, subprocess.CalledProcessError) as error:
        print(f"The tests cannot run: {error}", file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))
