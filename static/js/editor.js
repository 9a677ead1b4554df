// The toolbar of the editor, by mouse and by keyboard, and the preview that follows the cursor.
// Without this script one types the marks, and presses Preview.

const source = document.querySelector("form[data-draft] textarea.source");
const toolbar = document.querySelector(".toolbar");
const preview = document.querySelector(".editor-preview");

if (source && toolbar) {
  document.documentElement.classList.add("scripted");
  toolbar.hidden = false;
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, place) => { button.tabIndex = place ? -1 : 0; });

  toolbar.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) write(button);
  });
  // One stop for Tab; the arrow keys walk (WAI-ARIA, toolbar pattern).
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(document.activeElement);
    let next = null;
    if (step) next = buttons[(at + step + buttons.length) % buttons.length];
    else if (event.key === "Home") next = buttons[0];
    else if (event.key === "End") next = buttons.at(-1);
    if (!next || at < 0) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  source.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = buttons.find((each) => each.dataset.key === event.key.toLowerCase());
    if (!button) return;
    event.preventDefault();
    write(button);
  });

  function write({ dataset }) {
    const { selectionStart: start, selectionEnd: end, value } = source;
    const chosen = value.slice(start, end);
    source.focus();
    if (dataset.around) {
      insert(dataset.around + chosen + dataset.around);
      select(start + dataset.around.length, chosen.length);
    } else if ("link" in dataset) {
      insert(`[${chosen}](https://)`);
      if (chosen) select(start + chosen.length + 3, 8);
      else select(start + 1, 0);
    } else if (dataset.fence) {
      const before = start && value[start - 1] !== "\n" ? "\n\n" : "";
      insert(`${before}${dataset.fence}\n${chosen}\n${dataset.end?.replaceAll("|", "\n") ?? "```"}\n`);
      select(start + before.length + dataset.fence.length + 1, chosen.length);
    } else if (dataset.before) {
      const first = value.lastIndexOf("\n", start - 1) + 1;
      const lines = value.slice(first, end).split("\n").map((line) => dataset.before + line);
      source.setSelectionRange(first, end);
      insert(lines.join("\n"));
    }
  }

  // execCommand alone leaves the browser's own undo whole.
  function insert(text) {
    if (!document.execCommand("insertText", false, text)) source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function select(start, length) {
    source.setSelectionRange(start, start + length);
  }
}

if (source && !CSS.supports("field-sizing", "content")) {
  for (const area of source.form.querySelectorAll("textarea")) {
    const grow = () => {
      area.style.blockSize = "auto";
      area.style.blockSize = `${area.scrollHeight + 2}px`;
    };
    area.addEventListener("input", grow);
    grow();
  }
}

// A title is one line: Enter goes on to what is below it.
source?.form.elements.title.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  source.form.elements.summary.focus();
});

if (source && preview) {
  let timer = 0;
  const follow = () => {
    clearTimeout(timer);
    timer = setTimeout(showPlace, 120);
  };
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === source) follow();
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id === "preview") follow();
  });

  // The preview says with which line of the source each of its blocks begins.
  function showPlace() {
    const text = preview.querySelector(".article-text");
    if (!text) return;
    const starts = (text.dataset.lines || "").split(" ").filter(Boolean).map(Number);
    const line = source.value.slice(0, source.selectionStart).split("\n").length - 1;
    const place = starts.findLastIndex((start) => start <= line);
    for (const each of text.querySelectorAll(":scope > .here")) each.classList.remove("here");
    const block = text.children[Math.max(place, 0)];
    if (!block || document.activeElement !== source) return;
    block.classList.add("here");
    if (getComputedStyle(preview).position !== "sticky") return;
    const box = preview.getBoundingClientRect();
    const at = block.getBoundingClientRect();
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) {
      const isQuick = matchMedia("(prefers-reduced-motion: reduce)").matches;
      preview.scrollBy({ top: at.top - box.top - box.height / 3, behavior: isQuick ? "instant" : "smooth" });
    }
  }
}

// The menu was drawn before anything was typed. What is typed now is meant for publishing, unless its author chose otherwise.
document.addEventListener("change", ({ target }) => {
  if (target.name === "web") target.closest(".publish-menu")?.setAttribute("data-chosen", "");
});
source?.form.addEventListener("input", () => {
  const kept = document.querySelector(".publish-menu:not([data-chosen]) input[name=web][value=keep]:checked");
  if (kept) document.querySelector(".publish-menu input[name=web][value=now]").checked = true;
});

// Enter in a field of the menu that publishes presses its button, not the first one of the page.
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".publish-menu");
  if (event.key !== "Enter" || !menu || !event.target.matches("input")) return;
  event.preventDefault();
  menu.querySelector("button[name=publish]").click();
});
