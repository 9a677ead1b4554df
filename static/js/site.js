// Small helps of every page: scheme switch, menus that close, dialogs, copy buttons, then what htmx must know
// and what Back shows: one file, because each request weighs half a kilobyte. All of it works on
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

// What htmx must know about this site: the CSRF token, where focus goes, what to say when the server is away.

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb === "get") return;
  const token = detail.elt.closest("form")?.querySelector("[name=csrfmiddlewaretoken]")
    ?? document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) detail.headers["X-CSRFToken"] = token.value;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  detail.elt.querySelector?.("[data-takes-focus]")?.focus();
});

function say(text) {
  document.dispatchEvent(new CustomEvent("notify", { detail: { text, level: "error" } }));
}
const words = document.getElementById("toast-template")?.dataset ?? {};
document.addEventListener("htmx:sendError", () => say(words.offline));
document.addEventListener("htmx:timeout", () => say(words.offline));
document.addEventListener("htmx:responseError", ({ detail }) => say(detail.xhr.status === 429 ? words.slow : words.failed));

// Back never shows how things stood before. A browser may show a page again without asking for it, as it
// left it or from its cache; then a page of somebody signed in, or of whoever was not yet, is asked for
// again. What was being typed is put back into it.
const shown = document.body.dataset.viewer ?? "";
const typedKey = `typed:${location.pathname}${location.search}`;

/** The fields that somebody types into, each with a name that is the same when the page comes again. */
function* fields() {
  for (const form of document.querySelectorAll("main form")) {
    for (const field of form.querySelectorAll("textarea, input:not([type=hidden], [type=password], [type=file])")) {
      if (field.name && !["radio", "checkbox", "submit"].includes(field.type)) {
        yield [`${form.getAttribute("action")} ${field.name}`, field];
      }
    }
  }
}

function keepTyped() {
  const typed = [...fields()].filter(([, field]) => field.value !== field.defaultValue);
  const values = Object.fromEntries(typed.map(([name, field]) => [name, field.value]));
  if (typed.length) sessionStorage.setItem(typedKey, JSON.stringify(values));
}

function putBackTyped() {
  const values = JSON.parse(sessionStorage.getItem(typedKey) ?? "{}");
  sessionStorage.removeItem(typedKey);
  for (const [name, field] of fields()) if (name in values) field.value = values[name];
}

function wasKept({ persisted }) {
  const [navigation] = performance.getEntriesByType("navigation");
  return persisted || (navigation?.type === "back_forward" && !navigation.transferSize);
}

addEventListener("pageshow", (event) => {
  try {
    if (wasKept(event) && (shown || shown !== (sessionStorage.getItem("viewer") ?? ""))) {
      keepTyped();
      location.reload();
      return;
    }
    putBackTyped();
    sessionStorage.setItem("viewer", shown);
  } catch { /* no storage: then nothing typed can be kept, and the page stays as it is */ }
});
