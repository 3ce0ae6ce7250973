"""What `make` runs: the private PostgreSQL, the demo, the checks. Nothing here runs in a clinic."""
