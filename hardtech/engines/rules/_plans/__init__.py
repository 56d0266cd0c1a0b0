"""What to do: the way to qualify, the best combination."""
