"""Moving and copying: where to, what comes of it, how far it is, and undoing it."""
