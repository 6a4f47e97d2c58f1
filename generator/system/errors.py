"""Errors that end a command with a message for its user."""

from __future__ import annotations


class ConfigError(Exception):
    """A wrong configuration or command line; ends the command with exit code 2."""


class SiteFolderError(Exception):
    """A site folder that cannot be written, or that contains something other than a site of this program."""


class TemplateError(Exception):
    """A template of the project has an error; the message says where and what."""


class RefusedError(Exception):
    """A request that is impossible or would lose data. Nothing has been changed."""


class GitError(Exception):
    """A Git command that failed; the message gives the reason."""
