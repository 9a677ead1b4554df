"""Pages of roadmaps: finding, asking, answering."""
