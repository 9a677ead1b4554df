// Pictures by paste, drop and button: a dialog asks what one sees, then the server's line goes into the text.
// Without this script one adds them on the page "Pictures" and copies the line.

const dialog = document.getElementById("picture-dialog");
const source = document.querySelector("form[data-draft] textarea.source");
const opener = document.querySelector("[data-picture]");

if (dialog && source) {
  const form = dialog.querySelector("form");
  const refused = form.querySelector("[data-refused]");
  const waiting = []; // files given together; the dialog asks about one at a time
  opener.hidden = false;
  opener.addEventListener("click", () => ask());

  // A word processor also puts a picture of the copied words on the clipboard: then the words are meant.
  source.addEventListener("paste", (event) => {
    if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData);
  });
  // On the whole page: beside the text the browser would leave the page and open the file.
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") && !isFileInput(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!isFileInput(event.target)) take(event, event.dataTransfer);
  });

  function isFileInput(target) {
    return target.matches?.("input[type=file]");
  }

  function take(event, transfer) {
    const files = [...transfer?.files ?? []];
    if (!files.length) return;
    event.preventDefault();
    waiting.push(...files);
    if (!dialog.open) ask(waiting.shift());
  }

  function ask(file) {
    form.reset();
    if (file) {
      const files = new DataTransfer();
      files.items.add(file);
      form.elements.file.files = files.files;
    }
    refuseLarge();
    dialog.showModal();
    form.elements[file ? "description" : "file"].focus();
  }

  function refuseLarge() {
    const [file] = form.elements.file.files;
    const isLarge = file?.size > Number(dialog.dataset.largest);
    refused.textContent = isLarge ? dialog.dataset.tooLarge : "";
    return isLarge;
  }

  form.elements.file.addEventListener("change", refuseLarge);
  dialog.addEventListener("cancel", () => { waiting.length = 0; });
  dialog.addEventListener("close", () => {
    if (waiting.length) ask(waiting.shift());
    else source.focus();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (refuseLarge()) return;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        refused.textContent = dialog.dataset.signedOut;
        return;
      }
      const said = await answer.json();
      if (!answer.ok) refused.textContent = said.message;
      else {
        const { selectionStart, selectionEnd } = source; // Chromium inserts at the beginning unless told where
        dialog.close(); // nothing below it can take the focus before
        source.focus();
        source.setSelectionRange(selectionStart, selectionEnd);
        const before = source.value.slice(0, selectionStart);
        const gap = before.trim() ? "\n\n".slice(before.match(/\n{0,2}$/)[0].length) : "";
        const text = `${gap}${said.markdown}\n\n`;
        if (!document.execCommand("insertText", false, text)) source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
        source.dispatchEvent(new Event("input", { bubbles: true }));
      }
    } catch {
      refused.textContent = document.getElementById("toast-template")?.dataset.offline ?? "";
    } finally {
      button.disabled = false;
    }
  });
}
