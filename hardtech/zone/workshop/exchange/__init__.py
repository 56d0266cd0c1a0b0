"""The import engine: what every kind of record needs to come out of a file and to go back into one."""
