"""Mail of a development machine: kept as files instead of sent, and read at /dev/mail/."""
