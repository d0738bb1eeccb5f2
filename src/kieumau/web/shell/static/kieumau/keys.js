// Keys for hands that live on the keyboard. Every page works without this file.
(() => {
  "use strict";
  const MEMORY = "kieumau.keys";
  const search = document.getElementById("q");
  const dialog = document.getElementById("keys");
  const opener = document.querySelector("[data-keys-open]");
  const choice = document.querySelector("[data-keys-on]");
  const remember = (value) => { try { localStorage.setItem(MEMORY, value); } catch { /* private window */ } };
  const recall = () => { try { return localStorage.getItem(MEMORY); } catch { return null; } };

  // Single-key shortcuts can be turned off (WCAG 2.1.4): speech users trigger them by talking.
  let on = recall() !== "off";
  if (choice) {
    choice.checked = on;
    choice.addEventListener("change", () => { on = choice.checked; remember(on ? "on" : "off"); });
  }
  if (opener && dialog && dialog.showModal) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }

  const step = (by) => {
    const links = [...document.querySelectorAll("[data-row] a:first-of-type")];
    if (!links.length) return;
    const at = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
    links[next].focus();
    links[next].closest("[data-row]").scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (dialog && dialog.open)) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "?" && dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
  });
})();
