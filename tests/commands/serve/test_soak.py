"""A preview that is open all day: thousands of edits and hundreds of windows do not fill the memory."""

from __future__ import annotations

import http.client
import re
import socket
import time
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from tests.commands.serve.test_serve import server
from tests.helpers.folder import Folder
from tests.helpers.records import record_text

RECORDS, CLIENTS, EARLY, EDITS = 40, 200, 500, 5_000
PAGE = "/learn/medicine/questions/what-is-question-{}/"


def memory(process: int) -> int:
    """The resident memory of a process in kB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1])


def drain(clients: list[socket.socket], stop: Event) -> None:
    """Read what the clients are sent, as open windows do."""
    while not stop.is_set():
        for client in clients:
            client.setblocking(False)
            try:
                while client.recv(65536):
                    pass
            except BlockingIOError:
                pass
        time.sleep(0.05)


def wait_until_shown(port: int, number: int, words: str) -> None:
    """Ask for a record's page until it shows the words."""
    for _ in range(400):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", PAGE.format(number))
        found = connection.getresponse().read().decode()
        connection.close()
        if words in found:
            return
        time.sleep(0.02)
    raise AssertionError(f"the page does not show {words}")


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_memory_stays_the_same_over_thousands_of_edits(folder: Folder) -> None:
    for number in range(1, RECORDS + 1):
        folder.add(f"{number}.md", id=number)
    with server(folder) as (address, process):
        port = urlsplit(address).port or 0
        clients = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in range(CLIENTS)]
        for client in clients:
            client.sendall(b"GET /__live/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stop = Event()
        reader = Thread(target=drain, args=(clients, stop))
        reader.start()
        early = 0
        try:
            for edit in range(1, EDITS + 1):
                number = edit % RECORDS + 1
                (folder.path / f"{number}.md").write_text(record_text(id=number, answer=f"Words of edit {edit}."))
                wait_until_shown(port, number, f"Words of edit {edit}.")
                if edit == EARLY:
                    early = memory(process)
        finally:
            stop.set()
            reader.join()
            for client in clients:
                client.close()
        late = memory(process)
        assert late <= 1.1 * early, f"{early:,} kB after {EARLY} edits, {late:,} kB after {EDITS}"
        print(f"{early:,} kB after {EARLY} edits, {late:,} kB after {EDITS}")
