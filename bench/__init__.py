"""What `make bench` runs. Nothing here runs in a clinic, and nothing here is a test."""
