"""Tests of the database layer, on real PostgreSQL."""
