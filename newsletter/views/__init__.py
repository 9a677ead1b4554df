"""Pages of the newsletter: subscribing and leaving, and sending an article to its readers."""
