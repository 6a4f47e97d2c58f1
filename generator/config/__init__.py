"""The configuration: `mkdocs.yml` to settings."""
