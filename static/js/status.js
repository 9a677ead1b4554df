// One menu serves every row: it opens below the status that was pressed. Without a script that status is a
// link to the page of the same question.
const template = document.getElementById("status-menu");

function present(part) {
  for (const link of part.querySelectorAll("a.status")) {
    link.role = "button";
    link.ariaHasPopup = "true";
    link.ariaExpanded = "false";
  }
}
present(document);
document.addEventListener("htmx:load", ({ detail }) => present(detail.elt));

/** The link names it in `?to=`; without one the step is pending. */
function statusOf(link) {
  return new URL(link.href).searchParams.get("to") ?? "pending";
}

function open(link) {
  const menu = template.content.firstElementChild.cloneNode(true);
  menu.action = new URL("../status/", link.href).pathname;
  menu.elements.seen.value = statusOf(link);
  menu.querySelector(`[value="${statusOf(link)}"]`).setAttribute("aria-current", "true");
  link.after(menu);
  link.ariaExpanded = "true";
  htmx.process(menu);
}

function close() {
  for (const link of document.querySelectorAll("a.status[aria-expanded=true]")) {
    link.ariaExpanded = "false";
    link.nextElementSibling.remove();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.status");
  if (!link) {
    if (!event.target.closest("a.status + form")) close();
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
  const link = target.closest("a.status + form")?.previousElementSibling;
  if (!link) return;
  target.hidden = true;
  link.focus();
});

// Space presses what is a button; in an open menu the arrows choose, and Escape closes.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a.status")) {
    event.preventDefault();
    event.target.click();
  }
  const menu = event.target.closest?.(".menu:has(a.status[aria-expanded=true])");
  if (!menu) return;
  const link = menu.querySelector("a.status");
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
