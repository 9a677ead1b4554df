"""A fault of the machine or its settings that a person can mend."""


class SetupError(Exception):
    """Its text says in one sentence what is wrong and what to do."""
