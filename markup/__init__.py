"""Markdown to safe HTML, plain text and mail. Pure: no database, no clock, no app of ours."""
