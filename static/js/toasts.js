// Toasts leave by themselves, unless one is being read, pointed at or holds the focus. Errors stay.
const STAY = 8000;

function dismiss(toast) {
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 180);
}

function watch(toast) {
  toast.dataset.watched = "";
  if (toast.classList.contains("error")) return;
  const tick = () => (toast.matches(":hover, :focus-within") ? setTimeout(tick, 1500) : dismiss(toast));
  setTimeout(tick, toast.querySelector("form") ? STAY * 2 : STAY);
}

const toasts = document.getElementById("toasts");
if (toasts) {
  const watchAll = () => {
    const fresh = toasts.querySelectorAll(".toast:not([data-watched])");
    // What was said before is no news any more, and only the last act is offered to be undone.
    if (fresh.length) toasts.querySelectorAll(".toast[data-watched]:not(.error)").forEach(dismiss);
    fresh.forEach(watch);
  };
  new MutationObserver(watchAll).observe(toasts, { childList: true, subtree: true });
  watchAll();
  toasts.addEventListener("click", ({ target }) => {
    const close = target.closest("[data-close-toast]");
    if (close) dismiss(close.closest(".toast"));
  });
}

// What was undone in a toast, which leaves, takes the focus.
document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  if (!detail.requestConfig?.elt.closest(".toast")) return;
  target.querySelector("a.status, [aria-pressed=true]")?.focus({ preventScroll: true });
});

/** Say something in the page's live region, as a message from the server would. */
export function notify(text, level = "info") {
  const made = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  made.classList.add(level);
  made.querySelector("p").textContent = text;
  toasts.append(made);
}
document.addEventListener("notify", ({ detail }) => notify(detail.text, detail.level));
