"""Outside services, one folder each, with a local stand-in that is real enough to use."""
