"""One function for each reader of input by other people: it reads the input, and fails if a promise is broken.

Each returns what it has read, so that the caller can compare two readings of the same input.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from generator.catalogue import checker
from generator.checks.rules import media
from generator.config import file
from generator.config.settings import read_settings
from generator.content import people, records, topics
from generator.content.answers.math.formulas import LONGEST, convert
from generator.content.answers.math.tex import FormulaError
from generator.content.answers.render import fill, render
from generator.content.frontmatter import parser
from generator.content.svg import cleaner
from generator.editing.exchange import columns, sources
from generator.editing.exchange.rows import SourceError
from generator.editing.explainers import reader, topic
from generator.model import slugs
from generator.search.decoder import ShardError
from generator.search.engine import Engine
from generator.system.errors import ConfigError
from generator.system.state import NAME
from tests.fuzz.promises import lively, misplaced, parts, size, unsafe, without_effects
from tests.fuzz.samples import sample, scratch

DAY = date(2026, 1, 2)
CORPUS = Path(__file__).with_name("corpus")
BODY = "\n\x00\n"
"""Separates the answer from the text below the front matter."""


@dataclass(frozen=True)
class Target:
    """A reader: ``run`` reads an input of at most ``longest`` bytes; ``tokens`` are pieces that mean something to it.

    ``examples`` is the number of mutants that ``make test`` tries. ``made`` returns inputs that are not files of the
    corpus, because this version of the program writes them.
    """

    name: str
    run: Callable[[bytes], object]
    tokens: tuple[bytes, ...]
    examples: int
    longest: int = 4096
    made: Callable[[], Iterable[bytes]] = tuple

    def corpus(self) -> list[bytes]:
        """The inputs from which mutants are made."""
        paths = sorted((CORPUS / self.name).glob("*"))
        return [*(path.read_bytes() for path in paths), *self.made()]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def answers(data: bytes) -> object:
    """An answer, and Markdown below the front matter: safe HTML, and problems inside the texts."""
    answer, _, body = _text(data).partition(BODY)
    with without_effects():
        rendered = render(answer, body)
    assert unsafe(fill(rendered.html, ["https://example.org/"] * len(rendered.targets))) == []
    for problem in rendered.problems:
        assert 0 <= problem.offset <= len(body if problem.in_body else answer), problem
        assert problem.message
        assert problem.remedy
    for target in rendered.targets:
        assert 0 <= target.offset <= len(body if target.in_body else answer), target
    _bounded(rendered.html, data, 300)
    return rendered


def frontmatter(data: bytes) -> object:
    """A record, a topic and people: findings at their places."""
    with without_effects():
        record, found = records.read("a.md", data)
        subject, body, of_topic = topics.read("a.md", data)
        persons, of_people = people.read(data)
    text = _text(data).removeprefix("\ufeff")
    assert misplaced(found, text) == []
    assert misplaced(records.locate(of_topic, text) if parsed(data) else of_topic, text) == []
    assert misplaced(of_people, text) == []
    _bounded([finding.message for finding in (*found, *of_topic, *of_people)], data, 300)
    return record, found, subject, body, of_topic, persons, of_people


def parsed(data: bytes) -> bool:
    """Whether the front matter is valid, so that its keys have places."""
    try:
        parser.parse(parser.decoded(data))
    except parser.FrontMatterError:
        return False
    return True


def formulas(data: bytes) -> object:
    """A formula: MathML, or an error inside the formula."""
    tex, display = _text(data[1:]), data[:1] == b"$"
    convert.cache_clear()
    refused: FormulaError | None = None
    try:
        with without_effects():
            mathml, percents = convert(tex, display)
    except FormulaError as error:
        refused = error
    if refused:
        assert 0 <= refused.offset <= len(tex), (refused.message, refused.offset)
        assert refused.message
        assert refused.remedy
        return refused.message, refused.remedy, refused.offset
    assert unsafe(mathml) == []
    assert len(tex) <= LONGEST
    assert all(tex[at] == "%" for at in percents)
    _bounded(mathml, data, 300)
    return mathml, percents


def bulk(data: bytes) -> object:
    """Rows of an import. The first line of the input is the ending of the file's name."""
    ending, _, content = data.partition(b"\n")
    kind = _text(ending).strip()
    if kind not in (*sources.KINDS, "folder"):
        kind = ".csv"
    folder = scratch() / "bulk"
    folder.mkdir(exist_ok=True)
    source = folder if kind == "folder" else folder / f"rows{kind}"
    path = folder / "a.md" if kind == "folder" else source
    path.write_bytes(content)
    try:
        with without_effects(folder):
            rows = list(sources.read(source, "", ()))
    except SourceError as error:
        return str(error).replace(str(folder), "")
    finally:
        path.unlink()
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    for row in rows:
        assert not (row.reason and row.values)
        assert {type(part) for part in parts(row.values)} <= {str, list, dict, type(None)}
        assert row.position <= len(content) or kind == "folder"
    _bounded([row.values for row in rows], data, 50)
    return rows


def mapping(data: bytes) -> object:
    """The mapping file of an import."""
    path = scratch() / "columns.toml"
    path.write_bytes(data)
    try:
        with without_effects(path):
            return columns.load(path)
    except ConfigError as error:
        return str(error)


def configuration(data: bytes) -> object:
    """``mkdocs.yml``. Its owner is trusted, so it may inherit from any file."""
    path = scratch() / "mkdocs.yml"
    (scratch() / "docs").mkdir(exist_ok=True)
    path.write_bytes(data)
    try:
        with without_effects(Path("/")), redirect_stderr(io.StringIO()):
            settings = read_settings(path)
            entries = file.nav(path)
    except ConfigError as error:
        return str(error)
    _bounded(repr(settings), data, 100)
    return settings, entries


def search(data: bytes) -> object:
    """One file of a search index: its path in the first line, then its content (raw after ``!``, else to be packed)."""
    first, _, content = data.partition(b"\n")
    name = _text(first)
    raw = name.startswith("!")
    index = {**sample().index, name.removeprefix("!"): content if raw else gzip.compress(content, 1, mtime=0)}

    def read(path: str) -> bytes:
        if path not in index:
            raise FileNotFoundError(2, "No such file", path)
        return index[path]

    found: list[object] = []
    for query, subject in (("what is a nerve", ""), ("musle contracts", ""), ("spleen", "health-studies")):
        try:
            with without_effects():
                results = Engine(read).search(query, 5, subject, typing=True)
        except ShardError as error:
            found.append(str(error))
        else:
            assert len(results.hits) <= 5
            found.append(results)
    return found


def indexes() -> Iterable[bytes]:
    """The files of the sample's index as inputs of ``search``."""
    for path, data in sample().index.items():
        yield f"{path}\n".encode() + gzip.decompress(data)
        yield f"!{path}\n".encode() + data


def explainers(data: bytes) -> object:
    """A plain-text explainer: the topic made from it is valid YAML with the same title."""
    text = _text(data)
    with without_effects():
        explainer = reader.read(text)
        made = topic.as_topic(explainer, "Medicine", DAY) if slugs.question_slug(explainer.title) else ""
    if made:
        front = made.removeprefix("---\n").partition("\n---\n")[0]
        assert yaml.safe_load(front)["title"] == explainer.title
        _, _, found = topics.read("a.md", made.encode())
        assert not {"QT101", "QT102", "QT114"} & {finding.code for finding in found}, found
    _bounded((explainer.unplaced, made), data, 20)
    return explainer, made


@cache
def _expected() -> tuple[object, ...]:
    return checker.check(sample().settings, jobs=1).findings


def state(data: bytes) -> object:
    """The state of a check, as a CI cache may restore it: whatever it says, the findings are those without it."""
    expected = _expected()
    folder = checker.folder_of(sample().settings.state_dir)
    (folder / NAME).write_bytes(data)
    found = checker.check(sample().settings, jobs=1).findings
    assert found == expected
    return found


def states() -> Iterable[bytes]:
    """The state of the sample."""
    yield sample().state


def svg(data: bytes) -> object:
    """An SVG file: nothing that runs or loads is left, and cleaning it again changes nothing."""
    with without_effects():
        found = media.drawing("a.svg", data)
        try:
            made, removed = cleaner.clean(data)
        except cleaner.SvgError as error:
            return str(error), found
    assert misplaced(found, _text(data)) == []
    assert cleaner.clean(made) == (made, ())
    assert lively(made) == []
    _bounded(made, data, 20)
    return made, removed


def _bounded(value: object, data: bytes, factor: int) -> None:
    """What is read grows at most in proportion to the input."""
    assert size(value) <= 20_000 + factor * len(data), (size(value), len(data))


def _tokens(words: str) -> tuple[bytes, ...]:
    return tuple(word.encode().decode("unicode_escape").encode("latin-1") for word in words.split())


_MARKDOWN = _tokens(
    r"""\n \\n \n\n - 1.\x20 a)\x20 #\x20 >\x20 | |-|- \n| ` ``` ~~~ ** __ * ~ [ ] ]( ![ [1] [^1] ) < > </ <!-- --> <script>
    <img\x20src=x\x20onerror=y> <a\x20href= javascript: data: http:// www. a@b.org & &lt; &# \x00 \x09 \xef\xbb\xbf \xe2\x80\xa8
    \xc2\x85 \xee\x80\x80 \xee\x80\x84 $ $$ \\( \\) \\[ \\] \\ \\\\ {{ }} \\ce{ \\text{ \\frac{ }{ \\begin{array}{c} \\hline
    \\end{array}"""
)
_TEX = _tokens(
    r"""{ } ( ) [ ] \\left( \\right) \\left. ^ _ & \\\\ % $ ' \\, \\frac{a}{b} \\sqrt[n]{x} \\text{ \\mathrm{ \\ce{ \\ce{H2O} \\SI{1}{\\m}
    \\qty{ \\begin{matrix} \\end{matrix} \\begin{array}{c|c} \\end{array} \\hline \\tag{1} \\over \\color{red} \\href{x}{y} \\def
    \\newcommand \\not \\overset{a}{b} \\substack{ \\unknown < > " -> <=> ->[a][b] \xce\xb1 \xe2\x86\x92 \x00"""
)
_YAML = _tokens(
    r"""\n --- \n---\n ... : :\x20 -\x20 \n\x20\x20 \x09 ' " | > |- >2 # & * &a *a ! !!python/object:os.system !!binary << [ ] { } , ? @ %
    % ` ~ null true yes 0x1 1e9 2024-02-30 id: question: answer: date: url: seo: aliases: related_article1: sources:
    reviewed_by: _schema:\x20topic same_as: withdrawn: check_ignore: \\n \x00 \xef\xbb\xbf \xc2\x85 \xe2\x80\xa8 \xff \r \r\n"""
)
_ROWS = _tokens(
    r"""\n \r\n \r , ; \t " "" { } [ ] : null true 1e999 -0 \\u0000 \\ud800 .json .jsonl .tsv +++ --- \x00 \xff\xfe :json a.b"""
)
_SETTINGS = _tokens(
    r"""\n \x20\x20 -\x20 : [ ] { } !ENV !ENV\x20HOME !!python/name:os.system !relative null true 0 -1 1e9 1\x20kB site_name: site_url:
    docs_dir: theme: plugins: quicktakes: subjects: budget: outputs: severity: review: robots: colour: anki_id: nav: exclude_docs:
    extra: extra_css: repo_url: edit_uri: \\ud800 & * << \x00 \xff"""
)
_SVG = _tokens(
    r"""< </ /> > = " ' & &#13; &#x0; &amp; &nbsp; <![CDATA[ ]]> <!-- --> <!DOCTYPE\x20svg> <!DOCTYPE\x20svg[<!ENTITY\x20a\x20"b">]> <?a?>
    <?xml-stylesheet\x20href="a"?> <script> </script> <x:script\x20xmlns:x="http://www.w3.org/2000/svg"> <foreignObject> <style> </style>
    \x20onload="a" \x20href="javascript:a" \x20xlink:href="#a" \x20style="a:url(b)" \x20xmlns="" \x20xmlns="http://www.w3.org/1999/xhtml" <set>
    <a> <image> data:image/png;base64,AA== attributeName="href" url( url(# url('#a') ) { } ; : /* */ \\ \\75 @import @media\x20( image-set( "" ''
    \x00 \xff \xc3\xa9 \xef\xbb\xbf"""
)
_BINARY = tuple(bytes([byte]) for byte in (0, 1, 2, 127, 128, 255)) + _tokens(
    r"""QS1 \xff\xff\xff\xff\x7f \x80\x80\x80\x80\x80\x80\x80\x80\x80\x01 { } [ ] , : " null -1 1e999 version first
    subjects bits count \n ../"""
)
TARGETS = {
    target.name: target
    for target in (
        Target("answers", answers, _MARKDOWN, 18000),
        Target("frontmatter", frontmatter, _YAML, 8000),
        Target("formulas", formulas, _TEX, 20000, 1000),
        Target("bulk", bulk, _ROWS, 6000),
        Target(
            "mapping",
            mapping,
            _tokens(r'\n [ ] [[ ]] = . " \\" """ # { } , columns defaults ignore delimiter dates %Y'),
            1500,
        ),
        Target("configuration", configuration, _SETTINGS, 3500),
        Target("search", search, _BINARY, 2500, made=indexes),
        Target("explainers", explainers, _MARKDOWN, 2500),
        Target("svg", svg, _SVG, 4000),
        Target("state", state, _BINARY, 120, 200_000, made=states),
    )
}
