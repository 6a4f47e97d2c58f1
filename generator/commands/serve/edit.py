"""Open a content file in its desktop program, from the preview."""

from __future__ import annotations

import asyncio
import html
import secrets
from contextlib import suppress
from urllib.parse import quote, urlsplit

import click
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from generator.commands.serve import guard
from generator.commands.serve.preview import Preview

_LONGEST_BODY = 1_000


async def edit(preview: Preview, path: str, request: Request, token: str) -> Response:
    """Open a content file in its desktop program: after a click on a button of the preview itself.

    A page of the site, or of another one, can lead here, but it does not know the token that the button sends.
    """
    try:
        is_content = preview.is_content(path)
    except (OSError, ValueError):
        is_content = False
    if not is_content:
        return PlainTextResponse("Content file not found.", status_code=404)
    file = preview.settings.content / path
    shown = f"<code>{html.escape(str(file))}</code>"
    if request.method != "POST":
        back = quote(urlsplit(request.headers.get("referer", "/")).path)
        return _small_page(
            f'<form method="post" action="?back={back}"><p>{shown}</p>'
            f'<input type="hidden" name="token" value="{token}">'
            "<button autofocus>Open in your editor</button></form>"
        )
    if not secrets.compare_digest(await _body(request), f"token={token}".encode()):
        return PlainTextResponse("Only the button of this preview can open files.", status_code=403)
    opened = click.launch(str(file)) == 0
    message = "was opened in your editor" if opened else "cannot be opened from here; open it in your editor"
    back = request.query_params.get("back", "/").lstrip("/")
    return _small_page(f'<p>{shown} {message}. <a href="/{html.escape(back)}">Back</a></p>')


async def _body(request: Request) -> bytes:
    """The body of a small request; empty if it is too large or too slow."""
    body = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(guard.PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > _LONGEST_BODY:
                    return b""
            return body
    return b""


def _small_page(body: str) -> HTMLResponse:
    headers = {"cache-control": "no-store", "content-security-policy": "default-src 'none'; frame-ancestors 'none'"}
    return HTMLResponse(f"<!doctype html><title>Edit</title><body>{body}</body>", headers=headers)
