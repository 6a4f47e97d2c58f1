"""Run the ``quicktakes`` command, or report which required packages are missing."""

from __future__ import annotations

import sys
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; exit with 1 if Python or a package does not meet the requirements."""
    try:
        from generator.commands import cli
    except ImportError as error:
        from generator.system import packages

        unmet = packages.unmet()
        if not unmet:
            raise
        lines = [f"quicktakes: {error}", *(f"{name}: {problem}" for name, problem in unmet), packages.remedy(unmet)]
        sys.stderr.write("".join(f"{line}\n" for line in lines))  # click may be what is missing
        raise SystemExit(1) from None
    cli.run()


if __name__ == "__main__":
    run()
