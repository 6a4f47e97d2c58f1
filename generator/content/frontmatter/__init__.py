"""Front matter: YAML text to values with their positions, and why a line is refused."""
