// The graph with the keyboard: one place in the tab order, arrows from step to step, the way of the step
// that has the focus lit. Without a script its steps are links in order, and an open step's way is lit.
const graph = document.getElementById("graph");
const panel = document.getElementById("graph-panel");
const nodes = [...graph.querySelectorAll("a.node")];
const edges = [...graph.querySelectorAll(".edge[data-step]")];
const before = new Map();
const after = new Map();
for (const edge of edges) {
  const { needs, step } = edge.dataset;
  before.set(step, [...(before.get(step) ?? []), needs]);
  after.set(needs, [...(after.get(needs) ?? []), step]);
}
const rows = new Map();
for (const node of nodes) {
  const row = Number(node.dataset.row);
  rows.set(row, [...(rows.get(row) ?? []), node]);
}
const left = (node) => node.firstElementChild.x.baseVal.value;
for (const row of rows.values()) row.sort((one, other) => left(one) - left(other));
document.querySelector(".graph-keys").hidden = false;

function reach(number, lines, found = new Set()) {
  for (const near of lines.get(number) ?? []) {
    if (!found.has(near)) reach(near, lines, found.add(near));
  }
  return found;
}

function light(node) {
  const number = node?.dataset.number;
  const way = new Set(node ? [number, ...reach(number, before), ...reach(number, after)] : []);
  graph.classList.toggle("lit-way", way.size > 0);
  for (const each of nodes) each.classList.toggle("lit", way.has(each.dataset.number));
  for (const edge of edges) edge.classList.toggle("lit", way.has(edge.dataset.needs) && way.has(edge.dataset.step));
}

let open = graph.querySelector("[aria-current]");
for (const line of graph.querySelectorAll(".edge.lit:not([data-step])")) line.remove();
function stopAt(node) {
  for (const each of nodes) each.setAttribute("tabindex", each === node ? "0" : "-1");
}
stopAt(open ?? nodes[0]);
light(open);

function near(node, by) {
  const row = rows.get(Number(node.dataset.row) + by) ?? [];
  return row.toSorted((one, other) => Math.abs(left(one) - left(node)) - Math.abs(left(other) - left(node)))[0];
}
function beside(node, by) {
  const row = rows.get(Number(node.dataset.row));
  return row[row.indexOf(node) + by];
}
const moves = {
  ArrowDown: (node) => near(node, 1),
  ArrowUp: (node) => near(node, -1),
  ArrowRight: (node) => beside(node, 1),
  ArrowLeft: (node) => beside(node, -1),
  Home: () => nodes[0],
  End: () => nodes.at(-1),
};

graph.addEventListener("keydown", (event) => {
  const node = event.target.closest("a.node");
  const move = moves[event.key];
  if (!node || !move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  move(node)?.focus();
});
graph.addEventListener("focusin", ({ target }) => {
  const node = target.closest("a.node");
  stopAt(node);
  light(node);
});
graph.addEventListener("focusout", () => light(open));
graph.addEventListener("pointerover", ({ target }) => light(target.closest("a.node") ?? open));
graph.addEventListener("pointerleave", () => light(open));

// The panel alone is asked for; its address is the page's, so Back and a shared link show the same.
async function show(address) {
  const key = new URL(address, location.href).searchParams.get("step");
  await htmx.ajax("GET", address, { target: panel, swap: "innerHTML", source: panel });
  open?.removeAttribute("aria-current");
  open = document.getElementById(`node-${key}`);
  open.setAttribute("aria-current", "true");
  stopAt(open);
  light(open);
}
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href*='view=graph&step=']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.getAttribute("href"), location.href);
  const query = address.pathname + address.search;
  await show(query);
  history.pushState({ graph: true }, "", query);
});
addEventListener("popstate", () => location.reload());
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") open?.focus();
});
