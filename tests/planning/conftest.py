"""The short roadmap of roadmaps' tests, and Lena who follows it."""

from tests.roadmaps.conftest import enrolment, roadmap

__all__ = ["enrolment", "roadmap"]
