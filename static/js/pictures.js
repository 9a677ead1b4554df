// Pictures by paste, drop and button: a dialog asks what one sees, then the server's line goes into the text.
// Without this script one adds them on the page "Pictures" and copies the line.

const dialog = document.getElementById("picture-dialog");
const source = document.querySelector("form[data-draft] textarea.source");
const opener = document.querySelector("[data-picture]");

if (dialog && source) {
  const form = dialog.querySelector("form");
  const refused = form.querySelector("[data-refused]");
  opener.hidden = false;
  opener.addEventListener("click", () => ask());

  source.addEventListener("paste", (event) => take(event, event.clipboardData));
  source.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  source.addEventListener("drop", (event) => take(event, event.dataTransfer));

  function take(event, transfer) {
    const file = [...transfer.files].find((each) => each.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    ask(file);
  }

  function ask(file) {
    form.reset();
    refused.textContent = "";
    if (file) {
      const files = new DataTransfer();
      files.items.add(file);
      form.elements.file.files = files.files;
    }
    dialog.showModal();
    form.elements[file ? "description" : "file"].focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) refused.textContent = said.message;
      else {
        dialog.close();
        source.focus();
        const text = `\n\n${said.markdown}\n\n`;
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
