"""The commands of `quicktakes`, one module each."""
