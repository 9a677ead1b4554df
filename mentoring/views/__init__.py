"""The pages of mentoring: directory, free times, booking, sessions, and the mentor's own pages."""
