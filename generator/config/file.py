"""The configuration's file: which one a call means, and its mapping as MkDocs would read it (``!ENV``, ``INHERIT``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml_env_tag import construct_env_tag

from generator.system.errors import ConfigError

_HALF = re.compile(r"(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}")
"""A lone surrogate as ``repr`` shows it: no file can hold one."""


class _Loader(yaml.SafeLoader):
    """Reads what MkDocs reads: ``!ENV`` is resolved, Python tags (of Markdown extensions) are passed over."""


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
_Loader.add_multi_constructor("!relative", lambda loader, suffix, node: None)


def default_config() -> Path:
    """The configuration that is used where a project has none."""
    return Path(__file__).with_name("default.yml")


def find_config(config: Path | None, content: Path | None) -> Path:
    """The configuration file that a call means.

    ``config`` when it is given; else ``./mkdocs.yml`` when its ``docs_dir`` is the content folder (or when no content
    folder is named); else the packaged default.
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
    """Whether a configuration is the content folder's; one that cannot be read is another project's affair."""
    try:
        return content.resolve() == docs_dir(local, read_yaml(local))
    except ConfigError:
        return False


def read_yaml(path: Path) -> dict[str, Any]:
    """A configuration file's mapping; raises ``ConfigError`` with line and column."""
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise ConfigError(f"{where}: not valid YAML: {error.problem}; mend the configuration") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; mend the configuration") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: holds no keys; a line such as `site_name: My site` is needed")
    half = _HALF.search(repr(loaded))
    if half:
        raise ConfigError(f"{path}: {half[0]} is half a character; write the whole one, or take it out")
    parent = loaded.pop("INHERIT", None)
    return loaded if parent is None else _merged(read_yaml(path.parent / str(parent)), loaded)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """MkDocs' rule for ``INHERIT``: blocks are merged key by key, anything else is replaced."""
    both = (key for key in over if isinstance(over[key], dict) and isinstance(base.get(key), dict))
    return {**base, **over, **{key: _merged(base[key], over[key]) for key in both}}


class NavEntry(NamedTuple):
    """One entry of ``nav:`` that names a page: what it says, and where it stands in which file."""

    target: str
    file: Path
    line: int
    column: int


def nav_targets(value: object) -> Iterator[str]:
    """What the entries of ``nav:`` lead to, sections by their entries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value if isinstance(value, list) else value.values():
            yield from nav_targets(part)


def nav(path: Path) -> list[NavEntry]:
    """The entries of a configuration's ``nav:``, or of the one that it inherits; of a file that ``read_yaml`` takes."""
    root = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    keys = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    if "nav" not in keys and "INHERIT" in keys:
        return nav(path.parent / keys["INHERIT"].value)
    scalars = _scalars(keys["nav"]) if "nav" in keys else ()
    return [NavEntry(one.value, path, one.start_mark.line + 1, one.start_mark.column + 1) for one in scalars]


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        for part in node.value:
            yield from _scalars(part[1] if isinstance(part, tuple) else part)


def docs_dir(path: Path, raw: Mapping[str, Any]) -> Path:
    """The content folder that a configuration names."""
    return (path.parent / str(raw.get("docs_dir") or "docs")).resolve()


def plugin_options(raw: Mapping[str, Any], config: Path, known: Collection[str]) -> Mapping[str, Any]:
    """The options of the ``quicktakes`` plugin; raises ``ConfigError`` when the plugin or an option is not known."""
    plugins = raw.get("plugins") or []
    if not isinstance(plugins, dict | list):
        raise ConfigError(f"{config}: plugins: {plugins!r} is no list")
    entries = plugins.items() if isinstance(plugins, dict) else plugin_entries(plugins)
    for name, options in entries:
        if name == "quicktakes":
            options = options if options is not None else {}
            if not isinstance(options, dict):
                raise ConfigError(f"{config}: plugins: quicktakes: {options!r} is no block of options")
            if options.get("enabled") is False:
                break
            unknown = sorted(set(options) - set(known))
            if unknown:
                raise ConfigError(
                    f"{config}: plugins: quicktakes: unknown option {unknown[0]!r}; known are {', '.join(known)}"
                )
            return options
    raise ConfigError(f"{config}: the plugin is not switched on; add `- quicktakes` below `plugins:`")


def plugin_entries(plugins: list[Any]) -> list[tuple[str, Any]]:
    """Name and options of each entry of ``plugins:``."""
    return [
        next(iter(entry.items()), ("", None)) if isinstance(entry, dict) else (str(entry), None) for entry in plugins
    ]
