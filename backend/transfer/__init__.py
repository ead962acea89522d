"""Files in and files out, for any noun: reading, mapping, matching, writing."""
