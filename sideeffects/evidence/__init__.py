"""What the catalogue's pages show: values in, values out; no request, no database."""
