"""What `make prove` runs beside the tests: the site killed, fuzzed, doubled, and put into a bad night."""
