"""Configured severities and ``check_ignore`` in records, and their effect on ``check`` and ``build``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generator.commands.cli import main
from generator.config.severity import Policy, parse
from generator.model.codes import CODES, FIXED
from generator.system.errors import ConfigError
from tests.helpers.folder import Folder
from tests.helpers.records import topic_text

CONFIG = "site_name: S\ntheme: {name: material, font: false}\ndocs_dir: records\nplugins: [{quicktakes: {severity: SEVERITY}}]\n"


def configure(folder: Folder, severity: str) -> None:
    """Write a project configuration next to the folder."""
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG.replace("SEVERITY", severity))


def severities(text: str) -> Policy:
    return parse(yaml.safe_load(text), Path("mkdocs.yml"))


OF_ENTRIES = {"QT140": "error", "QT141": "info", "QT142": "error", "QT143": "error", "QT148": "error"}
"""Severities of the codes that begin with QT14 and can be configured."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        ("{QT130: off}", {"QT130": None}),
        ("{QT130: 'off', qt131: ERROR}", {"QT130": None, "QT131": "error"}),
        ("{QT150: info}", {"QT150": "info"}),
        ("{QT14: error, QT141: info}", OF_ENTRIES),
        ("{QT141: info, QT14: error}", OF_ENTRIES),
        ("{QT101: error}", {}),
        ("{QT1: warning}", {code: "warning" for code in CODES if code.startswith("QT1") and code not in FIXED}),
    ],
)
def test_severities_are_read(text: str, expected: dict[str, str | None]) -> None:
    found = severities(text)
    for code, (default, _) in CODES.items():
        assert found.severity(code) == expected.get(code, default), code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[QT130]", "severity: ['QT130'] is not a mapping"),
        ("{QT130: loud}", "severity: QT130: 'loud' is not valid; use one of error, warning, info, off"),
        ("{QT130: on}", "severity: QT130: True is not valid; use one of"),
        ("{QT130: null}", "severity: QT130: None is not valid; use one of"),
        ("{QT999: off}", "severity: unknown code 'QT999'"),
        ("{Q: off}", "severity: unknown code 'Q'"),
        ("{1: off}", "severity: unknown code '1'"),
        ("{QT110: warning}", "severity: QT110 cannot be lowered, because it prevents publication"),
        ("{QT152: off}", "severity: QT152 cannot be lowered"),
    ],
)
def test_wrong_severities_are_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        severities(text)
    assert message in str(error.value)


def test_scope_decides_which_findings_are_reported() -> None:
    usual = severities("{QT130: info, QT240: error}")
    assert [usual.at(scope).reports("QT130") for scope in ("build", "check", "all")] == [False, False, True]
    assert [usual.at(scope).reports("QT162") for scope in ("build", "check", "all")] == [True, True, True]
    assert usual.at("build").reports("QT240")
    assert not Policy().reports("QT240")
    assert Policy().at("check").reports("QT240")


def test_check_uses_configured_severities(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, file_name="x.md", answer="A [link](/nope), <b>raw</b>.")
    configure(folder, "{QT130: off, QT150: warning, QT162: error}")
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert "QT130" not in out
    assert "QT150 (warning) the link" in out
    assert "QT162 raw HTML" in out
    assert out.endswith("1 record, 1 error, 1 warning\n")


def test_invalid_severity_exits_with_2(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    configure(folder, "{QT101: info}")
    assert main(["check"]) == 2
    assert "QT101 cannot be lowered" in capsys.readouterr().err


def test_build_publishes_records_whose_errors_are_lowered(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="A [link](/nope) and [another](#none).")
    configure(folder, "{QT150: warning}")
    assert main(["build"]) == 1
    configure(folder, "{QT150: warning, QT151: info}")
    assert main(["build"]) == 0
    err = capsys.readouterr().err
    assert "QT150 (warning) the link" in err
    page = folder.path.parent / "site/learn/medicine/questions/what-is-question-1/index.html"
    assert "<a>link</a> and <a>another</a>" in page.read_text("utf-8")
    assert err.endswith("1 record, 0 errors, 1 warning\n")


def test_build_fails_on_a_warning_raised_to_an_error(folder: Folder) -> None:
    path = folder.add("a.md", id=1, answer="Good.")
    configure(folder, "{QT162: error}")
    assert main(["build"]) == 0
    page = folder.path.parent / "site/learn/medicine/questions/what-is-question-1/index.html"
    before = page.read_bytes()
    folder.add(path.name, id=1, answer="Raw <b>HTML</b>.")
    assert main(["build"]) == 1
    assert page.read_bytes() == before
    assert main(["build", "--keep-going"]) == 1
    assert not page.exists()


def test_check_ignore_of_a_topic_takes_codes_in_any_case(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for codes, shown in (([], True), (["QT150"], False), (["qt150"], False)):
        folder.add("t.md", topic_text("Axon", "A [link](/nope).\n", check_ignore=codes))
        folder.run("check")
        assert ("QT150" in capsys.readouterr().out) == shown


def test_check_ignore_lets_a_record_be_published(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="A [link](/nope).", check_ignore=["QT150", "QT130"])
    assert folder.run("build") == 0
    assert capsys.readouterr().err.endswith("1 record, 0 errors, 0 warnings\n")  # no QT240
    assert folder.run("check") == 0
    assert "QT240 (warning) `check_ignore`: QT130 suppresses nothing; remove it" in capsys.readouterr().out
    configure(folder, "{QT240: error}")
    assert main(["build"]) == 1
    assert "QT240 `check_ignore`: QT130 suppresses nothing" in capsys.readouterr().err
    folder.add("a.md", id=1, answer="A [link](/nope).", check_ignore=["QT150", "QT214"])
    assert main(["build"]) == 0  # a build does not search for long paragraphs


def test_build_skips_style_rules_unless_raised_to_errors(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="Words.\\n\\n### Empty")
    configure(folder, "{}")
    assert main(["build", "--strict"]) == 0
    configure(folder, "{QT212: error}")
    assert main(["build"]) == 1
    assert "QT212 the section 'Empty' is empty" in capsys.readouterr().err
    configure(folder, "{QT231: error}")
    assert main(["build"]) == 1
    assert "QT231 `provenance` is missing" in capsys.readouterr().err
    folder.add("a.md", id=1, provenance="human", answer="Words.\\n\\n### Empty")
    assert main(["build", "--strict"]) == 0


def test_strict_fails_on_warnings_but_not_on_infos(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, file_name="other.md")
    assert folder.run("check") == 0
    assert folder.run("check", "--strict") == 1
    assert folder.run("check", "--strict", "--info", "--ignore", "QT130") == 0
    assert "(info)" in capsys.readouterr().out


def test_fail_on_makes_check_fail_on_named_codes(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer=r"It is $\foo$.")
    assert folder.run("check") == 0
    assert folder.run("check", "--fail-on", "QT161,qt160") == 1
    assert folder.run("check", "--fail-on", "QT150", "--fail-on", "QT16") == 1
    assert folder.run("check", "--fail-on", "QT15") == 0
    assert folder.run("check", "--fail-on", "QT160", "--ignore", "QT160") == 0
    assert folder.run("check", "--fail-on", "QT23") == 0
    capsys.readouterr()
    assert folder.run("check", "--fail-on", "QT231") == 1
    assert "QT231 (info)" in capsys.readouterr().out
    for wrong in ("QT9", "", "QT160,"):
        assert folder.run("check", "--fail-on", wrong) == 2
        assert "unknown code or prefix" in capsys.readouterr().err


def test_select_and_ignore_limit_the_findings(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, file_name="x.md", answer="See [it](/nope).\\n\\n### Empty")

    def reported(*options: str) -> list[str]:
        folder.run("check", *options)
        return [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("records/")]

    assert reported() == ["QT150", "QT212", "QT130"]
    assert reported("--select", "QT2,QT130") == ["QT212", "QT130"]
    assert reported("--select", "QT15", "--select", "qt212") == ["QT150", "QT212"]
    assert reported("--ignore", "QT1") == ["QT212"]
    assert reported("--select", "QT1", "--ignore", "QT150") == ["QT130"]
    assert reported("--select", "QT23") == []
    assert reported("--select", "QT23", "--info") == ["QT231", "QT232"]
    assert reported("--select", "QT231") == ["QT231"]
    assert folder.run("check", "--ignore", "QT150") == 0
    for wrong in ("QT9", "", "T", "QT150,"):
        assert folder.run("check", "--select", wrong) == 2
