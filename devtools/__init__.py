"""Tools for developing Longroad: `./dev`, embedded servers, running sites for tests and benchmarks."""
