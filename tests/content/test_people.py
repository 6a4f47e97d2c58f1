"""The file of people: its forms, its order, and people by key or name."""

from __future__ import annotations

import pytest

from generator.content import people


@pytest.mark.parametrize("start", ["", "---\n", "\ufeff---\r\n", "\ufeff", "--- \n"])
def test_people_may_follow_a_line_of_dashes(start: str) -> None:
    found, findings = people.read(f"{start}ann: {{name: Ann Writer, role: Editor}}\n".encode())
    assert findings == []
    assert [(person.name, person.role) for person in found.values()] == [("Ann Writer", "Editor")]


@pytest.mark.parametrize("text", ["", "# nobody yet\n", "---\n", "{}\n", "null\n", "~\n", "  \n"])
def test_a_file_may_have_nobody(text: str) -> None:
    assert people.read(text.encode()) == ({}, [])


def test_a_file_without_keys_is_reported() -> None:
    found, (finding,) = people.read(b"Ann Writer\n")
    assert found == {}
    assert (finding.code, finding.line, finding.column) == ("QT103", 1, 1)


def test_the_first_of_equal_names_counts() -> None:
    found, _ = people.read(b"ann: {name: Ann}\nbo: {name: ANN}\ncy: {name: Cy}\n")
    assert [person and person.key for person in map(found.named, ["ann", "Ann", "bo", "CY", "no"])] == [
        "ann", "ann", "bo", "cy", None,
    ]  # fmt: skip


@pytest.mark.parametrize(("length", "codes"), [(240, []), (241, ["QT115"])])
def test_keys_have_a_longest_length(length: int, codes: list[str]) -> None:
    found, findings = people.read(f"{'a' * length}: {{name: Ann}}\n".encode())
    assert [finding.code for finding in findings] == codes
    assert len(found) == 1 - len(codes)


def test_findings_are_in_the_order_of_the_file() -> None:
    _, findings = people.read(b"ann:\n  url: x\n  name: [A]\nBo: {name: Bo}\n")
    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)
    assert len(findings) >= 2


@pytest.mark.parametrize("text", ["ann: {name: Ann", "ann:\n  name: 'Ann\n", "[", "ann: [\n\n"])
def test_a_file_that_is_cut_off_is_reported_at_its_end(text: str) -> None:
    _, (finding,) = people.read(text.encode())
    lines = text.split("\n")
    assert finding.line <= len(lines)
    assert finding.column <= len(lines[finding.line - 1]) + 1
