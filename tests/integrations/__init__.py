"""Outside services, spoken to for real."""
