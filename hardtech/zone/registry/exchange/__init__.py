"""Taking records into the zone and giving them back: what all kinds share, and the registry's own kinds."""
