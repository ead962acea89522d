"""Google Ads lead forms: one JSON document for each lead, with the shared key inside."""
