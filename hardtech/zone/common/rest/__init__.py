"""What the rooms' endpoints share: problems, pages of a list, types of input. The API's shell stands in `zone.api`."""
