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
