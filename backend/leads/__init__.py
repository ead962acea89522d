"""Leads, from capture to won or lost."""
