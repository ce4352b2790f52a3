"""What `make bench` measures: each figure beside its reference, taken in the same run, and the goal that it has."""
