"""The test caller: a telephone that follows a script and writes down what it heard."""
