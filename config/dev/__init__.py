"""What `./dev` runs once everything is installed: `python -m config.dev COMMAND`."""
