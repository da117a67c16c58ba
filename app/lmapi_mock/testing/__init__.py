"""What test suites use: a server inside the test's own process."""
