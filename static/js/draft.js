// What is typed into an article is saved by itself, two seconds after the last key. Until the server
// has it this browser keeps it, and offers it again when the page is opened with an older text: a closed
// lid or a lost connection costs nothing. Ctrl S saves at once. Whoever leaves with something unsaved is asked.

const PAUSE = 2000; // ms after the last key
const RETRY = 10000; // ms after a failure

const form = document.querySelector("form[data-draft]");

if (form) {
  const { source, version } = form.elements;
  const fields = ["title", "summary", "source"].map((name) => form.elements[name]);
  const state = document.getElementById("state");
  const offer = document.querySelector("[data-draft-offer]");
  const key = `draft:${form.dataset.draft}`;
  const typed = () => JSON.stringify(fields.map((field) => field.value));
  // An answer that shows what could not be saved, both texts of a conflict, waits for a press of Save.
  let isStopped = Boolean(document.getElementById("saved-text") || form.querySelector(".invalid"));
  let isLeaving = false;
  let saving = null;
  let timer = 0;
  let saved = isStopped ? "" : typed();

  const kept = read();
  const differs = kept?.some((text, place) => text.trim() !== fields[place].defaultValue.trim());
  if (differs && offer) offer.hidden = false;
  else if (!isStopped) forget();

  offer?.addEventListener("click", ({ target }) => {
    if (target.closest("[data-draft-take]")) {
      kept.forEach((text, place) => { fields[place].value = text; });
      source.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (target.closest("[data-draft-drop]")) forget();
    else return;
    offer.hidden = true;
    source.focus();
  });

  form.addEventListener("input", () => {
    if (typed() === saved) forget();
    else keep();
    wait(PAUSE);
  });
  addEventListener("online", () => wait(0));
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    wait(0);
  });
  // A save that is under way changes the version: pressing Save or Publish waits for it, or it would be a conflict.
  form.addEventListener("submit", (event) => {
    if (!saving) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    const again = () => (saving ? setTimeout(again, 50) : form.requestSubmit(event.submitter));
    again();
  });
  addEventListener("pageshow", () => { isLeaving = false; });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && typed() !== saved) event.preventDefault();
  });

  function wait(time) {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(save, time);
  }

  // One save at a time: the next one needs the version that this one answers with.
  async function save() {
    const sent = typed();
    if (isStopped || isLeaving || sent === saved) return;
    if (saving) return wait(PAUSE);
    saving = new AbortController();
    setTimeout((controller) => controller.abort(), RETRY, saving);
    state.textContent = state.dataset.saving;
    try {
      const body = new FormData(form);
      const answer = await fetch(state.dataset.autosave, { method: "POST", body, redirect: "manual", signal: saving.signal });
      await take(answer, sent);
    } catch {
      state.textContent = state.dataset.offline;
      wait(RETRY);
    } finally {
      saving = null;
    }
  }

  async function take(answer, sent) {
    if (answer.type === "opaqueredirect" || answer.status === 403) state.textContent = state.dataset.signedOut;
    else if (answer.ok) {
      const news = await answer.json();
      version.value = news.version;
      saved = sent;
      state.innerHTML = news.state; // our own template, escaped there
      if (typed() === saved) forget();
      else wait(PAUSE);
    } else if (answer.status === 409) {
      isStopped = true;
      state.textContent = `${(await answer.json()).message} ${state.dataset.both}`;
    } else if (answer.status === 422) state.textContent = (await answer.json()).message;
    else if (answer.status === 400 || answer.status === 413) state.textContent = state.dataset.tooLong;
    else throw new Error(answer.status);
  }

  function read() {
    try {
      const value = JSON.parse(localStorage.getItem(key));
      return fields.every((_field, place) => typeof value[place] === "string") ? value : null;
    } catch { return null; /* no storage, or not ours */ }
  }

  function keep() {
    try { localStorage.setItem(key, typed()); } catch { /* then the page alone has it */ }
  }

  function forget() {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }
}
