"""Floor 2: the Django project. The only place that imports Django."""
