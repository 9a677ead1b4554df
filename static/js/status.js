// One status menu serves every row of the list: the status, a link to the page that asks for it, opens the
// menu beside itself. The link has an id, so htmx finds it again in the row that it swaps in, with the focus.
const getMenu = () => document.getElementById("status-menu");
const getOpener = () => getMenu()?.parentElement.querySelector(":scope > a[data-status]");

function open(link) {
  close();
  const menu = getMenu();
  const action = new URL("../status/", link.href).pathname;
  menu.action = action;
  menu.elements.seen.value = link.dataset.status;
  for (const button of menu.querySelectorAll("button")) {
    button.setAttribute("formaction", action); // which htmx reads at the press, and `action` only once
    if (button.value === link.dataset.status) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  link.after(menu);
  menu.hidden = false;
  link.setAttribute("aria-expanded", "true");
}

// The menu waits outside the list, where no swap takes it away.
function close() {
  const opener = getOpener();
  if (!opener) return;
  const menu = getMenu();
  if (menu.contains(document.activeElement)) opener.focus();
  opener.setAttribute("aria-expanded", "false");
  menu.hidden = true;
  document.getElementById("main").append(menu);
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("a[data-status]") || target.role === "button") return;
  target.role = "button";
  target.ariaHasPopup = "true";
  target.setAttribute("aria-expanded", "false");
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-status]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (link === getOpener()) close();
    else open(link);
  } else if (!event.target.closest("#status-menu")) close();
});

document.addEventListener("submit", ({ target }) => {
  if (target.id !== "status-menu") return;
  setTimeout(close); // after the browser or htmx has read where the menu stands
});

document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target.contains(getOpener())) close();
});

// Space presses what is a button; in an open menu the arrows choose, and Escape closes.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches("a[data-status]")) {
    event.preventDefault();
    event.target.click();
  }
  const opener = getOpener();
  if (!opener?.parentElement.contains(event.target)) return;
  if (event.key === "Escape") {
    opener.focus();
    close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const choices = [...getMenu().querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement);
  choices[at < 0 && step < 0 ? choices.length - 1 : (at + step + choices.length) % choices.length].focus();
});
