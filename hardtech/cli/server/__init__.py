"""Runs the zone on one machine: the embedded PostgreSQL, the web server, the worker, and their supervision."""
