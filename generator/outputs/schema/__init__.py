"""What other tools are told of a record and a topic, made from ``fields``: JSON Schemas and a CMS's configuration."""
