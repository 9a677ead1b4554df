// Small helps of every page: scheme switch, menus that close, dialogs, copy buttons. All of it works on
// what htmx brings later too, because it listens on the document.

const root = document.documentElement;

function showScheme() {
  const chosen = root.dataset.scheme ?? "system";
  for (const radio of document.querySelectorAll("input[name=scheme]")) radio.checked = radio.value === chosen;
}

function chooseScheme(value) {
  if (value === "system") delete root.dataset.scheme;
  else root.dataset.scheme = value;
  try {
    if (value === "system") localStorage.removeItem("scheme");
    else localStorage.setItem("scheme", value);
  } catch { /* then it lasts for this page */ }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.name === "scheme") chooseScheme(target.value);
});

document.addEventListener("click", async (event) => {
  closeMenus(event.target);
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) closer.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement && !insideBox(event)) event.target.close();
  const copier = event.target.closest("[data-copy]");
  if (copier) await copy(copier);
});

function insideBox({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

async function copy(button) {
  const source = button.dataset.copy
    ? document.getElementById(button.dataset.copy)
    : button.parentElement.querySelector("pre, input");
  await navigator.clipboard.writeText(source.value ?? source.innerText);
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied ?? document.getElementById("toast-template").dataset.copied;
  setTimeout(() => { label.textContent = before; }, 1600);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select, [contenteditable]")) {
    const box = document.querySelector("main input[type=search], .site-search");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
});

showScheme();
