"""Options that are refused, subjects, and configurations that inherit from another."""

from __future__ import annotations

import pytest

from generator.commands.cli import main
from generator.config.outputs import USUAL_OUTPUTS
from generator.config.settings import Settings, read_settings
from tests.build.test_build import ONE
from tests.helpers.folder import Folder


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "ftp://example.org/",
        "https://",
        "https://example.org/?a=b",
        "https://[x",
        "https://a.b/c d",
        "https://h:abc/",
    ],
)
def test_invalid_site_urls_exit_with_2(folder: Folder, capsys: pytest.CaptureFixture[str], url: str) -> None:
    folder.add("a.md", id=1)
    assert folder.run("build", "--site-url", url) == 2
    assert f"site_url {url!r} is not the address of a site" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line", ["site_url: 'https://[:]/'", "repo_url: 'https://[x'", "repo_url: '//a\u2100b'", "edit_uri: 'https://['"]
)
def test_unparsable_addresses_exit_with_2(folder: Folder, capsys: pytest.CaptureFixture[str], line: str) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(f"theme: material\ndocs_dir: records\nplugins: [quicktakes]\n{line}\n", "utf-8")
    assert folder.run("check", "--config", str(config)) == 2
    error = capsys.readouterr().err
    assert f"{line.partition(':')[0]}: " in error
    assert "is not an address (" in error


@pytest.mark.parametrize(
    "text",
    [
        "site_name: [", "- a", "site_name: S\nplugins: [search]\n",
        "site_name: S\nplugins: [quicktakes]\n", "site_name: S\nplugins:\n  - quicktakes: {colour: red}\n",
        "site_name: S\nplugins:\n  - quicktakes: {subjects: {M: {colour: red}}}\n",
        "site_name: S\nplugins:\n  - quicktakes: {subjects: [M]}\n",
        "site_name: S\nplugins:\n  - quicktakes: 5\ntheme: {name: material}\n",
        "site_name: S\nplugins:\n  - quicktakes: {enabled: false}\ntheme: {name: material}\n",
        "site_name: S\nplugins:\n  - quicktakes: {subjects: {M: 5}}\ntheme: {name: material}\n",
        "site_name: S\nplugins: 5\ntheme: {name: material}\n",
        "site_name: S\nplugins: [{}]\ntheme: {name: material}\n",
        "site_name: S\nplugins: [quicktakes]\ntheme: {name: material, custom_dir: nowhere}\n",
        "site_name: S\nplugins:\n  - quicktakes: {subjects: {M: {slug: 'A B'}}}\n",
        "site_name: S\nplugins:\n  - quicktakes: {subjects: {M: {size: 3}}}\n",
    ],
)  # fmt: skip
def test_configuration_errors_exit_with_2(folder: Folder, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.path.parent / "mine.yml").write_text(text)
    assert main(["check", "--content", "records", "--config", "mine.yml"]) == 2
    assert "mine.yml" in capsys.readouterr().err


def test_subjects_can_be_configured(folder: Folder) -> None:
    (folder.path.parent / "mine.yml").write_text(
        "site_name: My name\ntheme: {name: material}\nplugins:\n  - quicktakes:\n      disclaimer: Mine.\n      subjects:\n"
        "        Medicine: {slug: med, colour: '#112233', introduction: About bodies.}\n"
    )
    folder.add("a.md", id=1, subject="MEDICINE")
    folder.build("--config", "mine.yml")
    assert "About bodies." in folder.read("learn/med/index.html")
    css = next((folder.site / "assets").glob("quicktakes.*.css")).read_text()
    assert ".qt-med{--qt-accent:#112233" in css
    html = folder.read("learn/medicine/questions/what-is-question-1/index.html")
    assert '<a href="../../../med/">Medicine</a>' in html
    assert "<p>Mine.</p>" in html


def test_configuration_can_inherit(folder: Folder) -> None:
    (folder.path.parent / "base.yml").write_text("site_name: B\ntheme: {name: material}\nplugins: [quicktakes]\n")
    (folder.path.parent / "mine.yml").write_text("INHERIT: base.yml\nsite_name: Mine\n")
    folder.add("a.md", id=1)
    folder.build("--config", "mine.yml")
    assert 'content="Mine"' in folder.read(ONE)


def configured(folder: Folder, more: str = "", plugins: str = "[quicktakes]", **options: str) -> Settings:
    """Read the settings of a configuration with further lines."""
    config = folder.path.parent / "mine.yml"
    config.write_text(f"site_name: S\ntheme: {{name: material}}\nplugins: {plugins}\n{more}\n")
    return read_settings(config, content=folder.path, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", ""),
        ("edit_uri: edit/main/docs", ""),
        ("repo_url: https://github.com/a/b", "https://github.com/a/b/edit/main/records/"),
        ("repo_url: https://github.com/a/b/", "https://github.com/a/b/edit/main/records/"),
        ("repo_url: https://gitlab.com/a/b", "https://gitlab.com/a/b/-/edit/main/records/"),
        ("repo_url: https://github.com/a/gitlab", "https://github.com/a/gitlab/edit/main/records/"),
        ("repo_url: https://github.com/a/b\nedit_uri: /blob/dev/docs/", "https://github.com/a/b/blob/dev/docs/"),
        ("repo_url: https://github.com/a/b\nedit_uri: ''", ""),
        ("repo_url: https://github.com/a/b\nedit_uri: https://e.org/edit", "https://e.org/edit/"),
        ("edit_uri: https://e.org/edit//", "https://e.org/edit/"),
    ],
)
def test_edit_links_begin_with_the_address_of_the_repository(folder: Folder, lines: str, expected: str) -> None:
    assert configured(folder, lines).edit_url == expected


@pytest.mark.parametrize(
    ("plugins", "lines", "expected"),
    [
        ("[quicktakes]", "", True),
        ("[quicktakes]", "markdown_extensions: [toc, admonition]", True),
        ("[quicktakes, search]", "", False),
        ("[quicktakes]", "hooks: [a.py]", False),
        ("[quicktakes]", "markdown_extensions: [pymdownx.snippets]", False),
        ("[quicktakes]", "markdown_extensions: [{markdown_include.include: {}}]", False),
    ],
)
def test_pages_of_the_host_are_reused_only_without_hooks_and_includes(
    folder: Folder, plugins: str, lines: str, expected: bool
) -> None:
    assert configured(folder, lines, plugins).is_host_repeatable is expected


def test_outputs_of_the_command_line_replace_the_configured_ones(folder: Folder) -> None:
    chosen = "[{quicktakes: {outputs: [search, pages]}}]"
    assert configured(folder).outputs == USUAL_OUTPUTS
    assert configured(folder, plugins=chosen).outputs == ("pages", "search")
    assert configured(folder, plugins=chosen, outputs="anki").outputs == ("anki",)
    assert configured(folder, outputs="anki, feeds").outputs == ("feeds", "anki")


@pytest.mark.parametrize(
    ("given", "limits"),
    [("{}", (30, 10**9)), ("{seconds: 5}", (5, 10**9)), ("{memory: 512 MB}", (30, 512 * 10**6))],
)
def test_limits_of_a_file_are_seconds_and_memory(folder: Folder, given: str, limits: tuple[int, int]) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(f"theme: material\ndocs_dir: records\nplugins:\n  - quicktakes: {{limits: {given}}}\n", "utf-8")
    assert read_settings(config).limits == limits


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{seconds: 0}", "seconds: 0 is not valid; write a whole number of at least 1"),
        ("{seconds: true}", "seconds: True is not valid"),
        ("{seconds: 1.5}", "seconds: 1.5 is not valid"),
        ("{memory: much}", "memory: 'much' is not a size; write it as 1 GB"),
        ("{memory: 1 kB}", "memory: '1 kB' is too little; write at least 10 MB"),
        ("{bytes: 1}", "unknown key 'bytes'; use one of seconds, memory"),
        ("5", "5 is not a mapping"),
    ],
)
def test_impossible_limits_exit_with_2(
    folder: Folder, capsys: pytest.CaptureFixture[str], given: str, message: str
) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(f"theme: material\ndocs_dir: records\nplugins:\n  - quicktakes: {{limits: {given}}}\n", "utf-8")
    assert folder.run("check", "--config", str(config)) == 2
    assert f"limits: {message}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "option"), [("site", "--site-dir"), (".cache", "--state"), ("deep/site", "--site-dir")]
)
def test_linked_working_folder_is_refused_unless_it_is_named(
    folder: Folder, capsys: pytest.CaptureFixture[str], link: str, option: str
) -> None:
    """Git can hold a link with the name of the site folder or the state folder."""
    top = folder.path.parent
    folder.add("1.md", id=1)
    (top / "mkdocs.yml").write_text(
        f"site_name: S\ndocs_dir: records\nsite_dir: {'deep/site' if 'deep' in link else 'site'}\ntheme: material\n"
        "plugins: [quicktakes]\n"
    )
    (top / "victim").mkdir()
    (top / link).parent.mkdir(exist_ok=True)
    (top / link).symlink_to(top / "victim")
    assert main(["build"]) == 2
    assert f"{top / link} is a link; remove it, or name the folder with {option}" in capsys.readouterr().err
    assert list((top / "victim").iterdir()) == []
    assert main(["build", option, str(top / link)]) == 0
    assert list((top / "victim").iterdir()) != []


def bomb() -> str:
    """Nine keys, each with nine times the one before: 387 million values."""
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INHERIT: mkdocs.yml", "INHERIT leads through more than 20 files; remove the circle"),
        ("a: " + "[" * 2000 + "]" * 2000, "the values are nested too deep; simplify them"),
        ("INHERIT: /dev/zero", "/dev/zero: not a file; name an mkdocs.yml"),
        ("INHERIT: .", ": not a file; name an mkdocs.yml"),
        (bomb(), "has more than 100,000 values, counted at each alias"),
        ("a: &a [*a]", "has more than 100,000 values, counted at each alias"),
        ("# " + "x" * 1_000_000, "larger than 1,000,000 bytes; is it a configuration?"),
    ],
)
def test_configurations_without_end_exit_with_2(
    folder: Folder, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    config = folder.path.parent / "mkdocs.yml"
    config.write_text(text, "utf-8")
    assert folder.run("check", "--config", str(config)) == 2
    assert message in capsys.readouterr().err
