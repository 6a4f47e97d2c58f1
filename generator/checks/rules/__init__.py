"""The rules of `quicktakes check`: one short function each, which yields findings."""
