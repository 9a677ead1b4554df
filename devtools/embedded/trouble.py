"""What a person can put right before Longroad can start."""


class Trouble(Exception):
    """Its text is one clear sentence that says what is wrong and what to do."""
