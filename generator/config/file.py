"""The configuration file: find it, and read it like MkDocs (with ``!ENV`` and ``INHERIT``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml_env_tag import construct_env_tag

from generator.config.values import mapping
from generator.content.frontmatter.lines import Lines
from generator.system.errors import ConfigError

_MOST_INHERITED = 20
_LARGEST = 1_000_000
"""Bytes of a configuration file: a hundred times more than long ones have."""
_MOST_PARTS = 100_000
"""Values in a configuration."""
_HALF = re.compile(r"(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}")
"""A lone surrogate in the form of ``repr``. It cannot be written to a file."""


class _Loader(yaml.SafeLoader):
    """Reads YAML like MkDocs: resolves ``!ENV`` and ignores Python tags (of Markdown extensions)."""


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!relative", lambda loader, suffix, node: None)


def default_config() -> Path:
    """Return the built-in configuration for projects without their own."""
    return Path(__file__).with_name("default.yml")


def find_config(config: Path | None, content: Path | None) -> Path:
    """Find the configuration file to use.

    This is ``config`` if given; else ``./mkdocs.yml`` if its ``docs_dir`` is the content folder or no content folder
    is given; else the built-in configuration. Raises ``ConfigError`` if ``config`` does not exist.
    """
    if config is not None:
        if not config.is_file():
            raise ConfigError(f"{config}: no such file; name an mkdocs.yml with --config")
        return config.resolve()
    local = Path("mkdocs.yml")
    if local.is_file() and (content is None or _is_docs_dir(local, content)):
        return local.resolve()
    return default_config()


def _is_docs_dir(local: Path, content: Path) -> bool:
    """Whether a configuration belongs to the content folder. An unreadable one may belong to another project."""
    try:
        return content.resolve() == docs_dir(local, read_yaml(local))
    except ConfigError:
        return False


def read_yaml(path: Path, inherited: int = 0) -> dict[str, Any]:
    """Read a configuration file and those that it inherits. Raises ``ConfigError`` with line and column."""
    if inherited > _MOST_INHERITED:
        raise ConfigError(f"{path}: INHERIT leads through more than {_MOST_INHERITED} files; remove the circle")
    text = _text(path)
    try:
        loaded = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = Lines(text).place(mark) if mark else (0, 0)
        where = f"{path}:{line + 1}:{column + 1}" if mark else str(path)
        raise ConfigError(f"{where}: not valid YAML: {error.problem}; correct the file there") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; correct its encoding or permissions") from None
    except RecursionError:
        raise ConfigError(f"{path}: the values are nested too deep; simplify them") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: contains no keys; add a line such as `site_name: My site`")
    if _parts(loaded, {}) > _MOST_PARTS:
        raise ConfigError(f"{path}: has more than {_MOST_PARTS:,} values, counted at each alias; use fewer aliases")
    half = _HALF.search(repr(loaded))
    if half:
        raise ConfigError(f"{path}: {half[0]} is half a character; write the whole character, or remove it")
    parent = loaded.pop("INHERIT", None)
    return loaded if parent is None else _merged(read_yaml(path.parent / str(parent), inherited + 1), loaded)


def _text(path: Path) -> str:
    """The text of a configuration file: a plain file, of a size that people write. Raises ``ConfigError``."""
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path}: not a file; name an mkdocs.yml")
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; correct its encoding or permissions") from None
    if len(data) > _LARGEST:
        raise ConfigError(f"{path}: larger than {_LARGEST:,} bytes; is it a configuration?")
    return text


def _parts(value: object, known: dict[int, int]) -> int:
    """The number of values in a value, counted again at each alias, which can multiply them without limit."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = _MOST_PARTS  # a value within itself has no end
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_parts(one, known) for one in inner)
    return known[id(value)]


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Merge like MkDocs' ``INHERIT``: mappings are merged key by key, other values are replaced."""
    both = (key for key in over if isinstance(over[key], dict) and isinstance(base.get(key), dict))
    return {**base, **over, **{key: _merged(base[key], over[key]) for key in both}}


class NavEntry(NamedTuple):
    """An entry of ``nav:`` that links to a page: its target, and its position in a file."""

    target: str
    file: Path
    line: int
    column: int


def nav_targets(value: object) -> Iterator[str]:
    """Yield the targets of all entries of ``nav:``, including those in sections."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value if isinstance(value, list) else value.values():
            yield from nav_targets(part)


def nav(path: Path) -> list[NavEntry]:
    """Return the entries of ``nav:``, inherited or not, of a configuration that ``read_yaml`` accepts."""
    root = yaml.compose(_text(path), Loader=_Loader)
    keys = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    if "nav" not in keys and "INHERIT" in keys:
        return nav(path.parent / keys["INHERIT"].value)
    scalars = _scalars(keys["nav"]) if "nav" in keys else ()
    return [
        NavEntry(scalar.value, path, scalar.start_mark.line + 1, scalar.start_mark.column + 1) for scalar in scalars
    ]


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        for part in node.value:
            yield from _scalars(part[1] if isinstance(part, tuple) else part)


def docs_dir(path: Path, raw: Mapping[str, Any]) -> Path:
    """Return the content folder of a configuration."""
    return (path.parent / str(raw.get("docs_dir") or "docs")).resolve()


def plugin_options(raw: Mapping[str, Any], config: Path, known: Collection[str]) -> Mapping[str, Any]:
    """Return the options of the ``quicktakes`` plugin.

    Raises ``ConfigError`` if the plugin is not enabled or has unknown options.
    """
    plugins = raw.get("plugins") or []
    if not isinstance(plugins, dict | list):
        raise ConfigError(f"{config}: plugins: {plugins!r} is not a list; write `- quicktakes` below `plugins:`")
    for name, options in plugin_entries(plugins):
        if name == "quicktakes":
            found = mapping(options, known, f"{config}: plugins: quicktakes")
            if found.get("enabled") is False:
                break
            return found
    raise ConfigError(f"{config}: the plugin quicktakes is not enabled; add `- quicktakes` below `plugins:`")


def plugin_entries(plugins: list[Any] | dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the name and options of each entry of ``plugins:``."""
    if isinstance(plugins, dict):
        return list(plugins.items())
    return [
        next(iter(entry.items()), ("", None)) if isinstance(entry, dict) else (str(entry), None) for entry in plugins
    ]
