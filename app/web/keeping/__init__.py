"""Pages kept by their address, and what in them differs from person to person."""
