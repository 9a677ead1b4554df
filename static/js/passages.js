// A link at each heading and paragraph of an article that leads to mentors, with that part as the question.
// The keyboard stops at those of headings; paragraphs are many, and each is a choice on the page behind them.

const text = document.querySelector("[data-question]");

function addLink(part, label, { isStop }) {
  const link = document.createElement("a");
  link.className = "passage-link";
  link.href = `${text.dataset.question}?at=${part.id}`;
  link.rel = "nofollow";
  link.title = label;
  if (isStop) link.setAttribute("aria-label", label);
  else {
    link.tabIndex = -1;
    link.setAttribute("aria-hidden", "true");
  }
  link.textContent = "?";
  part.append(link);
}

if (text) {
  for (const part of text.querySelectorAll(":is(h2, h3)[id]")) addLink(part, text.dataset.askHeading, { isStop: true });
  for (const part of text.querySelectorAll(":scope > p[id]")) addLink(part, text.dataset.askPassage, { isStop: false });
}
