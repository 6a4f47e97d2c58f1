"""The rules of `quicktakes check`: one short function for each, which yields findings."""
