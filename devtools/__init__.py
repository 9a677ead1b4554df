"""What people who change Longroad run: `./dev`, embedded servers, sites of their own for tests."""
