"""Training methods: from a design and examples to probabilities and biases."""
