"""Segments, templates, triggers and campaigns."""
