"""QuickTakes Site: turns Q&A records into a cross-linked static study site."""

__version__ = "0.1.0"
