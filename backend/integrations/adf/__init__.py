"""ADF, the XML in which vendors mail leads: by HTTP or out of a mailbox."""
