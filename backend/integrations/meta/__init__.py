"""Meta lead ads: signed notifications that name leads, which are then fetched from the Graph API."""
