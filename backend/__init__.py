"""LeadGen: the open-source platform that runs an insurance agency."""
