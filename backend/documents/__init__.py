"""Documents, their versions and shares."""
