"""What can be seen of a running site: a line for each request, and figures for Prometheus. Neither says who asked."""
