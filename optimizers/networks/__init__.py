"""A real network: a perceptron on hand-written digits, and the same rules on its weights."""
