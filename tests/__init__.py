"""Tests: real PostgreSQL, real HTTP, people by name."""
