// A status menu closes when a status is chosen, and the focus goes back to its button. That button has an
// id, so htmx finds it again in the row that it swaps in: the person stays where they are.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-status]")) return;
  const menu = target.closest("details");
  menu.open = false;
  menu.querySelector("summary").focus();
});

// In an open menu the arrows choose.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const choices = [...menu.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  choices[(at + step + choices.length) % choices.length].focus();
});
