// One menu serves every row: it opens below the status that was pressed, and the arrows choose. Without a
// script that status is a link to the page of the same question.
const template = document.getElementById("status-menu");

function present(part) {
  for (const link of part.querySelectorAll("a[data-status]")) {
    link.ariaHasPopup = "true";
    link.ariaExpanded = "false";
  }
}
present(document);
document.addEventListener("htmx:load", ({ detail }) => present(detail.elt));

function open(link) {
  const menu = template.content.firstElementChild.cloneNode(true);
  menu.action = link.href.replace(/mark\/$/, "status/");
  menu.elements.seen.value = link.dataset.status;
  menu.querySelector(`[value="${link.dataset.status}"]`).setAttribute("aria-current", "true");
  link.after(menu);
  link.ariaExpanded = "true";
  htmx.process(menu);
}

function close(except) {
  for (const link of document.querySelectorAll("[data-status][aria-expanded=true]")) {
    if (link === except) continue;
    link.ariaExpanded = "false";
    link.nextElementSibling.remove();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-status]");
  if (!link) {
    if (!event.target.closest("[data-status] + form")) close();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const wasOpen = link.ariaExpanded === "true";
  close();
  if (!wasOpen) open(link);
});

// The focus goes back to the status. It has an id, so htmx finds it again in the row that it swaps in: the
// person stays where they are.
document.addEventListener("submit", ({ target }) => {
  const link = target.closest("[data-status] + form")?.previousElementSibling;
  if (!link) return;
  target.hidden = true;
  link.focus();
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu:has([data-status][aria-expanded=true])");
  if (!menu) return;
  const link = menu.querySelector("[data-status]");
  if (event.key === "Escape") {
    close();
    link.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const choices = [...menu.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  choices[(at + step + choices.length) % choices.length].focus();
});
