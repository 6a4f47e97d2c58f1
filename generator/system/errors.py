"""Errors that end a command with a message for its user."""

from __future__ import annotations


class ConfigError(Exception):
    """The configuration or the call is wrong: exit code 2. The message says what, where, and what to do."""


class SiteFolderError(Exception):
    """The site folder cannot be written, or holds something that is not a site of ours."""


class TemplateError(Exception):
    """A template of the project has an error; the message says where and what."""


class RefusedError(Exception):
    """What was asked for cannot be done, or would lose something: nothing has been changed. Says what to do."""


class GitError(Exception):
    """Git did not do it; the message says why."""
