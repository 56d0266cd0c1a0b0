"""Learning from decisions: the journal as examples, learned rankings as stored, and their use on a match page."""
