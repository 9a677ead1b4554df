// Tells a form the time zone of this browser, where the form doesn't know a better one.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const field of document.querySelectorAll("input[data-zone], select[data-zone]")) {
  if (!here || (field.value && field.value !== "UTC")) continue;
  if (field instanceof HTMLSelectElement && ![...field.options].some(({ value }) => value === here)) {
    field.add(new Option(here.replaceAll("_", " "), here));
  }
  field.value = here;
}
