"""Bulk import and export of records: tables, lists and folders of Markdown."""
