"""The same thing done to many records: one operation, one transaction, one undo."""
