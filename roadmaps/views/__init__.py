"""Pages of roadmaps, progress and the study log."""
