"""The rules of ``check``: one short function each, which yields findings."""
