"""The agency itself: users, teams, tasks, notes, operations."""
