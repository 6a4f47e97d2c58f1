"""``python -m generator`` is the ``quicktakes`` command."""

from generator.cli import run

run()
