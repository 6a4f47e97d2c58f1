"""Parts that commands share: options, output on the terminal, safe writing."""
