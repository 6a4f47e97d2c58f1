"""Other web pages cannot read the preview or open files with it; slow and strange requests do no harm."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

import pytest

from generator.commands.serve import guard
from tests.commands.serve.test_serve import serving
from tests.helpers.folder import Folder

RECORD = "/learn/medicine/questions/what-is-question-1/"


@pytest.fixture
def port(folder: Folder) -> Iterator[int]:
    """The port of a preview with a draft, and with a page that names a file to edit as its image."""
    folder.add("1.md", id=1, draft="true")
    folder.add("about.md", '# About\n\n<img src="/__live/edit/about.md" alt="">\n')
    with serving(folder) as address:
        yield urlsplit(address).port or 0


def sent(port: int, data: bytes) -> bytes:
    """What the preview answers to bytes, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(data)
        found = b""
        while part := connection.recv(65536):
            found += part
        return found


def asked(port: int, path: str, host: str = "127.0.0.1", method: str = "GET", *headers: str) -> tuple[int, bytes]:
    """The status and the whole answer of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
    found = sent(port, "\r\n".join(lines).encode())
    return int(found.split(b" ", 2)[1]), found


@pytest.mark.parametrize(
    ("host", "named", "allowed"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("127.1.2.3", "127.0.0.1", True),
        ("localhost:1", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("192.168.0.2", "127.0.0.1", False),
        ("0.0.0.0", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("[", "127.0.0.1", False),
        ("laptop.local:8000", "laptop.local", True),
        ("192.168.0.2:8000", "192.168.0.2", True),
        ("192.168.0.3:8000", "192.168.0.2", False),
        ("192.168.0.2:8000", "0.0.0.0", True),
        ("evil.example", "0.0.0.0", False),
    ],
)
def test_hosts(host: str, named: str, allowed: bool) -> None:
    assert guard.is_allowed(host, named) == allowed


def test_requests_of_other_sites_get_nothing(port: int) -> None:
    assert asked(port, RECORD)[0] == 200
    for path in (RECORD, "/", "/__live/events", "/__live/live.js", "/__live/edit/1.md", "/missing"):
        for method in ("GET", "HEAD", "POST"):
            status, found = asked(port, path, "evil.example", method)
            assert status == 403
            assert b"question 1" not in found
    assert sent(port, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").split(b" ")[1] in (b"400", b"403")
    assert b"cross-origin-resource-policy: same-origin" in asked(port, RECORD)[1].lower()


def test_page_cannot_open_a_file(port: int) -> None:
    status, found = asked(port, "/__live/edit/about.md")
    assert status == 200
    assert b"frame-ancestors" in found
    token = found.split(b'name="token" value="')[1].split(b'"')[0].decode()
    assert len(token) > 20
    for body in ("", "token=", f"token={token}x", f"x={token}", "token=" + "a" * 10_000):
        lines = f"Content-Length: {len(body)}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
        data = f"POST /__live/edit/about.md HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{lines}"
        assert sent(port, data.encode()).split(b" ")[1] == b"403"


@pytest.mark.parametrize(
    "path",
    ["/" + "a" * 300, "/" + "a/" * 3000, "/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "/../../etc/passwd", "/a%0d%0ab"],
)
def test_strange_names_are_not_found(port: int, path: str) -> None:
    status, found = asked(port, path)
    assert status == 404
    assert b"root:" not in found
    assert asked(port, f"/__live/edit{path}")[0] == 404


def test_address_without_a_slash_leads_to_the_page_on_this_host(port: int) -> None:
    status, found = asked(port, RECORD.rstrip("/"))
    assert status == 307
    assert f"location: {RECORD}".encode() in found.lower()


def test_connections_that_say_nothing_more_are_closed(port: int) -> None:
    post = (
        b"POST /__live/edit/about.md HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\nConnection: close\r\n\r\ntok"
    )
    starts = [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", post]
    with ThreadPoolExecutor(len(starts)) as pool:  # each call returns when its connection is closed
        answers = list(pool.map(partial(sent, port), starts))
    assert answers[:3] == [b"", b"", b""]
    assert answers[3].split(b" ")[1] == b"403"


def test_second_request_of_a_connection_is_awaited(port: int) -> None:
    """The limit is for the head of a request, not for the whole connection."""
    request = f"GET {RECORD} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert sent(port, request * 2 + last).count(b"HTTP/1.1 200 OK") == 3
