"""What commands share: options, findings and progress on a terminal, safe writing."""
