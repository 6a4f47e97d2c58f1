"""QuickTakes Site: Q&A records in, a cross-linked static study site out."""

__version__ = "0.1.0"
