// Marks the entry of the contents whose section is being read. Without this script the list is a list.

const links = new Map(
  [...document.querySelectorAll(".article-contents a")].map((link) => [link.hash.slice(1), link]),
);
const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
const READING_LINE = 0.3; // of the window's height, from above

function mark() {
  const line = innerHeight * READING_LINE;
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
  const current = passed.at(-1)?.id;
  for (const [id, link] of links) {
    if (id === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

// A heading crosses the line: only then is anything to be done.
const watcher = new IntersectionObserver(mark, { rootMargin: `0px 0px -${100 * (1 - READING_LINE)}% 0px` });
for (const heading of headings) watcher.observe(heading);
