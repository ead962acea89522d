"""The database: starting it, connecting to it, reading, writing and selecting."""
