"""The outbox: every email the platform owes is a row here, delivered by any number of workers."""
