// Every listing of an article gets a button that copies it. Without this script there is none, and
// nothing is missing but the convenience. What the button does is in site.js.

const words = document.getElementById("toast-template").dataset; // in the reader's language

for (const listing of document.querySelectorAll(".prose .code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.dataset.copy = "";
  button.textContent = words.copy;
  button.dataset.copied = words.copied;
  listing.append(button);
}
