"""What stands between the HTTP server and the site: requests taken in whole, lanes of threads, and their bounds."""
