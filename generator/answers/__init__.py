"""The dialect: an encoded answer → safe HTML. Knows nothing of other records; links leave as marks to be filled."""

from generator.answers.render import fill, read, render

__all__ = ["fill", "read", "render"]
