/* Keys of a page: whatever carries data-key is pressed by it, "?" lists them all. Never while somebody types. */
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const keyed = () => Array.from(document.querySelectorAll("[data-key]"));

  const listKeys = () => {
    const list = document.getElementById("keys-list");
    const extra = keyed().filter((one) => !one.closest("details:not([open])"));
    list.querySelectorAll("[data-added]").forEach((one) => one.remove());
    extra.forEach((one) => {
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      const said = document.createElement("dd");
      key.textContent = one.dataset.key;
      said.textContent = one.dataset.keyLabel || one.textContent.trim();
      term.dataset.added = said.dataset.added = "1";
      term.append(key);
      list.append(term, said);
    });
    const has = {
      first: firstStep() !== null && !extra.some((one) => one.dataset.key === "a"),
      rows: document.querySelector("[data-row-href]") !== null,
      picks: document.querySelector("[data-row-href] input[type=checkbox]") !== null,
      searches: document.querySelector("input[type=search], a[data-search]") !== null,
    };
    Object.entries(has).forEach(([name, is]) => {
      list.querySelectorAll(`[data-${name}]`).forEach((one) => { one.hidden = !is; });
    });
  };

  const help = () => {
    const dialog = document.getElementById("keys-help");
    if (!dialog || dialog.open) return;
    listKeys();
    dialog.showModal();
  };

  // A link or a tick is pressed; a button only takes the focus, so that no act is taken by a single key.
  const press = (one) => {
    if (one.matches("a[href], summary, [data-key-press]")) one.click();
    else one.focus();
    one.scrollIntoView({ block: "nearest" });
  };

  const firstStep = () => document.querySelector("#steps .step a.btn, [data-first-act]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      event.preventDefault();
      help();
      return;
    }
    const found = keyed().find((one) => one.dataset.key === event.key) || (event.key === "a" ? firstStep() : null);
    if (!found) return;
    event.preventDefault();
    if (event.key === "a") found.focus();
    else press(found);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) help();
  });
})();
