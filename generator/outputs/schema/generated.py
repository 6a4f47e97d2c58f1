"""The generated files of a project: their contents, which of them are outdated, and how to write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.config.file import default_config
from generator.config.settings import Settings
from generator.content import records
from generator.content.frontmatter import parser
from generator.content.frontmatter.parser import FrontMatterError
from generator.outputs.schema import cloudcannon
from generator.outputs.schema.cloudcannon import CONFIG, HEADER, Layout
from generator.system import atomic, files
from generator.system.errors import ConfigError


def root(settings: Settings) -> Path:
    """The folder of the files: that of the configuration, or the working folder if the packaged default is used."""
    return Path.cwd() if settings.config_file == default_config() else settings.config_file.parent


def contents(settings: Settings) -> dict[str, str]:
    """The contents of the files by path below ``root``. Raises ``ConfigError`` if the content folder is outside.

    All files at the top of the content are read to distinguish authored pages from records.
    """
    folder = root(settings)
    if folder not in settings.content.parents:
        raise ConfigError(f"the content folder {settings.content} is not in {folder}, so a CMS cannot find it")
    content = settings.content.relative_to(folder).as_posix()
    names = {subject.slug: subject.name for subject in settings.subjects}
    found = files.discover(settings.content, settings.exclude).markdown
    folders = sorted({path.partition("/")[0] for path in found if "/" in path})
    top = [path for path in found if "/" not in path]
    authored = [path for path in top if _is_authored(files.read(settings.content, path))]
    layout = Layout(
        content=content,
        folders=[(name, names.get(name, name.replace("-", " ").capitalize())) for name in folders],
        authored=authored,
        flat=len(top) > len(authored),
        subjects=[subject.name for subject in settings.subjects],
        directory_urls=settings.directory_urls,
    )
    return dict(cloudcannon.files(layout))


def _is_authored(data: bytes) -> bool:
    """Whether a file is neither a record nor a topic. A file with invalid front matter is not an authored page."""
    text = data.decode("utf-8", errors="replace")
    try:
        return not (parser.starts_front_matter(text) and records.is_record(parser.parse(text)[0]))
    except FrontMatterError:
        return False


def outdated(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """The paths of files that are missing or different; Windows line endings make no difference."""
    return [path for path, text in texts.items() if _text(folder / path) != text]


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
    except FileNotFoundError:
        return None


def foreign(folder: Path, paths: Iterable[str]) -> str:
    """The path of an existing file that was not written by ``write``; empty if there is none.

    If the configuration begins with ``HEADER``, ``write`` wrote all files.
    """
    if (_text(folder / CONFIG) or "").startswith(HEADER):
        return ""
    return next((path for path in paths if (folder / path).exists()), "")


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files, each atomically."""
    for path, text in texts.items():
        atomic.replace(folder / path, text.encode("utf-8"))
