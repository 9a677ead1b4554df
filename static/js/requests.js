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
