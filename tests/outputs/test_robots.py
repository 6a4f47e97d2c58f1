"""Configured robots.txt files, as a crawler reads them."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest

from generator.config.crawlers import parse
from generator.outputs import robots
from tests.helpers.folder import SITE_URL, Folder
from tests.outputs.test_feeds import SETTINGS, catalogue, settings_of

HOST = "https://user.github.io"


def written(configured: object, **values: object) -> str:
    ((path, data),) = robots.outputs(
        catalogue(settings_of(robots=parse(configured, SETTINGS.config_file), **values), [])
    )
    assert path == "robots.txt"
    return data.decode("utf-8")


def test_everything_is_allowed_without_rules() -> None:
    assert written(None) == f"User-agent: *\nAllow: /\n\nSitemap: {SITE_URL}sitemap.xml\n"
    assert written({}, site_url="") == "User-agent: *\nAllow: /\n"


def test_rules_are_applied() -> None:
    text = written({"GPTBot": "/", "*": ["/search/", "/é x/".replace(" ", "")], "CCBot": ["/q/", "/*.md$"]})
    assert text == (
        "User-agent: GPTBot\nDisallow: /repo/\n\nUser-agent: CCBot\nDisallow: /repo/q/\nDisallow: /repo/*.md$\n\n"
        f"User-agent: *\nDisallow: /repo/search/\nDisallow: /repo/%C3%A9x/\nAllow: /\n\nSitemap: {SITE_URL}sitemap.xml\n"
    )
    crawler = RobotFileParser()
    crawler.parse(text.splitlines())
    assert not crawler.can_fetch("GPTBot", f"{SITE_URL}learn/")
    assert crawler.can_fetch("Other", f"{SITE_URL}learn/")
    assert not crawler.can_fetch("Other", f"{SITE_URL}search/")
    assert not crawler.can_fetch("CCBot", f"{SITE_URL}q/1/")
    assert crawler.site_maps() == [f"{SITE_URL}sitemap.xml"]


def test_all_crawlers_can_be_disallowed() -> None:
    assert written({"*": "/"}, site_url="") == "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("[GPTBot]", "robots: ['GPTBot'] is not a mapping of user agents; write `GPTBot: /`"),
        ("GPTBot", "robots: 'GPTBot' is not a mapping of user agents"),
        (
            "{GPTBot: }",
            "robots: GPTBot: None is not a path; write it from the site's root without spaces, such as /search/",
        ),
        ("{GPTBot: []}", "robots: GPTBot: has no path; write / for everything"),
        ("{GPTBot: private}", "robots: GPTBot: 'private' is not a path"),
        ("{GPTBot: [/a, '/b c']}", "robots: GPTBot: '/b c' is not a path"),
        ("{GPTBot: [/a, '/b#c']}", "robots: GPTBot: '/b#c' is not a path"),
        ('{GPTBot: ["/a\\nDisallow: /"]}', "is not a path"),
        ("{GPTBot: {a: b}}", "robots: GPTBot: {'a': 'b'} is not a path"),
        ("{'GPT Bot': /}", "robots: 'GPT Bot' is not a user agent"),
        ("{'': /}", "robots: '' is not a user agent"),
        ("{1: /}", "robots: 1 is not a user agent"),
        ("{GPTBot: /, gptbot: /a}", "robots: GPTBot and gptbot are the same user agent; combine their paths"),
    ],
)
def test_invalid_rules_are_reported(folder: Folder, rules: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder.path.parent / "mine.yml"
    config.write_text(f"site_name: S\ntheme: {{name: material}}\nplugins:\n  - quicktakes: {{robots: {rules}}}\n")
    folder.add("a.md", id=1)
    assert folder.run("check", "--config", str(config)) == 2
    error = capsys.readouterr().err
    assert str(config) in error
    assert told in error


def test_site_publishes_its_rules(folder: Folder) -> None:
    config = folder.path.parent / "mine.yml"
    rules = "robots: {GPTBot: /, '*': [/search/]}"
    config.write_text(f"site_name: S\ntheme: {{name: material}}\nplugins:\n  - quicktakes: {{{rules}}}\n")
    folder.add("a.md", id=1)
    folder.build("--config", str(config))
    assert folder.read("robots.txt").startswith(
        "User-agent: GPTBot\nDisallow: /repo/\n\nUser-agent: *\nDisallow: /repo/search/\n"
    )


@pytest.mark.parametrize("name", ['"a\\ud800b"', '"\\udfff"'])
def test_surrogates_in_the_configuration_are_reported(
    folder: Folder, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = folder.path.parent / "mine.yml"
    config.write_text(f"site_name: {name}\ntheme: {{name: material}}\nplugins: [quicktakes]\n")
    folder.add("a.md", id=1)
    assert folder.run("check", "--config", str(config)) == 2
    assert "is half a character; write the whole character" in capsys.readouterr().err
