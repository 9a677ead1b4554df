// A form that one of its own buttons is about to change is sent when that change is there, not before.
let sentSoon = null;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.id || !form.querySelector("button.htmx-request")) return;
  event.preventDefault();
  sentSoon = { id: form.id, name: event.submitter?.name, value: event.submitter?.value };
});
document.addEventListener("htmx:afterSettle", () => {
  const form = sentSoon && document.getElementById(sentSoon.id);
  if (!form || form.querySelector("button.htmx-request")) return;
  const { name, value } = sentSoon;
  sentSoon = null;
  form.requestSubmit([...form.elements].find((each) => each.type === "submit" && each.name === name && each.value === value));
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => { sentSoon = null; });
}
