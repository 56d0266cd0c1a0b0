"""Runs the zone on one machine: embedded PostgreSQL, web server, worker, and their supervision."""
