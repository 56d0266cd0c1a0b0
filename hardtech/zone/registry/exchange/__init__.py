"""The registry's kinds in files: organisations, people, and the directory that finds an organisation by name."""
