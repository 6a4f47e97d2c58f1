"""The command ``quicktakes serve``."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.shared.options import (
    config_option,
    content_option,
    reports_errors,
)


@click.command()
@content_option
@config_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 picks a free one.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to serve on.",
)
@reports_errors
def serve(content: Path | None, config_file: Path | None, port: int, host: str) -> int:
    """Preview the site with live reload.

    Drafts are marked. If an edit has errors, the browser and this terminal show them, and pages show the last version
    without errors. Stop with Ctrl+C.
    """
    from generator.commands.serve import server

    return server.run(config_file, content, port, host)
