"""The API as a whole: its addresses, its OpenAPI schema and its reference page."""
