"""``python -m generator`` is the ``quicktakes`` command; where a package is missing, it says which."""

from __future__ import annotations

import sys
from typing import NoReturn


def run() -> NoReturn:
    """The ``quicktakes`` command."""
    try:
        from generator.commands import cli
    except ImportError as error:
        from generator.system import packages

        misfits = packages.misfits()
        if not misfits:
            raise
        lines = [f"quicktakes: {error}", *(f"{name}: {says}" for name, says in misfits), packages.remedy(misfits)]
        print("\n".join(lines), file=sys.stderr)
        raise SystemExit(1) from None
    cli.run()


if __name__ == "__main__":
    run()
