// Runs before the first paint: the colour scheme that this reader chose, and the news that there is a script.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const chosen = localStorage.getItem("scheme");
    if (chosen === "light" || chosen === "dark") root.dataset.scheme = chosen;
  } catch { /* storage may be forbidden: the system's scheme it is */ }
})();
