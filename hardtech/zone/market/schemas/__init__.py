"""What the market's endpoints take and give: `profiles` (offers and needs) and `matches` (with decisions)."""
