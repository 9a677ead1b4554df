// A time is kept for ten minutes while its form is filled in. When they are over, the page says so once;
// nothing ticks before.
function watch(held) {
  const left = Date.parse(held.dataset.heldUntil) - Date.now();
  setTimeout(() => {
    held.querySelector("[data-held]").hidden = true;
    held.querySelector("[data-held-no-more]").hidden = false;
  }, Math.max(0, left));
}
document.querySelectorAll("[data-held-until]").forEach(watch);
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.closest?.("body")?.querySelectorAll("[data-held-until]").forEach(watch);
});
