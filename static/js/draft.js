// The editor keeps what is typed in this browser until the server has saved it, and offers it again
// when the page is opened with an older text: a closed lid or a lost connection costs nothing.

const form = document.querySelector("form[data-draft]");

if (form) {
  const text = form.elements.source;
  const key = `draft:${form.dataset.draft}`;
  const offer = document.querySelector("[data-draft-offer]");
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* no storage, or not ours */ }

  const saved = text.defaultValue;
  if (kept && kept.text.trim() !== saved.trim() && offer) offer.hidden = false;
  else forget();

  offer?.addEventListener("click", ({ target }) => {
    if (target.closest("[data-draft-take]")) {
      text.value = kept.text;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (target.closest("[data-draft-drop]")) forget();
    else return;
    offer.hidden = true;
    text.focus();
  });

  text.addEventListener("input", () => {
    if (text.value === saved) forget();
    else keep({ text: text.value, at: Date.now() });
  });

  function keep(value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* then the page alone has it */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }
}
