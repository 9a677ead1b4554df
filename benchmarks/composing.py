"""Milliseconds to compose an issue for one reader: the same for all, and with each reader's own step.

Nothing is sent; 500 readers on the official roadmap, in batches of a hundred as workers take them.

./dev bench composing
"""

from devtools.site import temporary_site


def main() -> None:
    with temporary_site("bench_composing", smtp_port=9, data="roadmaps") as site:
        site.start("benchmarks.issue_composer")
        site.processes[0].wait()
