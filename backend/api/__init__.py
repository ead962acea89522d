"""HTTP and only HTTP: routes, the gateway in front of them, and the shape of answers."""
