"""The configuration: reads ``mkdocs.yml`` into settings."""
