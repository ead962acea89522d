"""Which lead to call first, and why."""
