"""Conversations with customers and leads."""
