// Notices leave by themselves, unless one is being read, pointed at or holds the focus. Errors stay.
const STAY = 8000;

function leave(notice) {
  notice.classList.add("leaving");
  setTimeout(() => notice.remove(), 180);
}

function watch(notice) {
  notice.dataset.watched = "";
  if (notice.classList.contains("error")) return;
  const tick = () => (notice.matches(":hover, :focus-within") ? setTimeout(tick, 1500) : leave(notice));
  setTimeout(tick, notice.querySelector("form") ? STAY * 2 : STAY);
}

const notices = document.getElementById("notices");
if (notices) {
  const watchAll = () => notices.querySelectorAll(".notice:not([data-watched])").forEach(watch);
  new MutationObserver(watchAll).observe(notices, { childList: true, subtree: true });
  watchAll();
  notices.addEventListener("click", ({ target }) => {
    const close = target.closest("[data-close-notice]");
    if (close) leave(close.closest(".notice"));
  });
}

/** Say something in the page's live region, as a message from the server would. */
export function notify(text, level = "info") {
  const made = document.getElementById("notice-template").content.firstElementChild.cloneNode(true);
  made.classList.add(level);
  made.querySelector("p").textContent = text;
  notices.append(made);
}
document.addEventListener("notify", ({ detail }) => notify(detail.text, detail.level));
