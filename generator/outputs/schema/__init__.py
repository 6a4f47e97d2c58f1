"""Descriptions of records and topics for other tools, made from ``fields``: JSON Schemas and a CMS configuration."""
