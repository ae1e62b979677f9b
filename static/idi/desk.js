/* Keys of a desk: j and k walk the rows, Enter opens, x marks, a acts on what is marked, / searches. Never while
   somebody types. */
(() => {
  "use strict";
  document.querySelectorAll(".queue-strip [aria-current]").forEach((here) => {
    here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
  });

  const rows = () => Array.from(document.querySelectorAll("[data-row-href]"));
  const typing = (target) => target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;

  const current = () => rows().findIndex((row) => row.classList.contains("cur"));

  const goTo = (index) => {
    const all = rows();
    if (all.length === 0) return;
    const at = Math.min(Math.max(index, 0), all.length - 1);
    all.forEach((row, place) => row.classList.toggle("cur", place === at));
    all[at].scrollIntoView({ block: "nearest" });
    const link = all[at].querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  };

  const mark = () => {
    const row = rows()[current()];
    const box = row && row.querySelector('input[type="checkbox"]');
    if (box) box.click();
  };

  const open = () => {
    const row = rows()[current()];
    if (row) window.location.assign(row.dataset.rowHref);
  };

  const search = (event) => {
    const field = document.querySelector('input[type="search"]');
    const elsewhere = document.querySelector("a[data-search]");
    if (!field && !elsewhere) return;
    event.preventDefault();
    if (field) field.focus();
    else window.location.assign(elsewhere.href);
  };

  // Handing over leads to a page that asks again; no other button is pressed by a key (keys.js gives it the focus).
  const handOver = () => {
    const button = document.querySelector('.bulk [data-key="a"]');
    if (button) button.click();
  };

  const boxes = () => Array.from(document.querySelectorAll('tbody input[type="checkbox"][name="claim"]'));
  const tell = () => {
    const marked = boxes().filter((box) => box.checked);
    document.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(marked.length); });
    boxes().forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    tell();
  });
  window.addEventListener("pageshow", tell);
  if (window.location.hash === "#q") {
    const field = document.querySelector('input[type="search"]');
    if (field) field.focus();
  }

  const acts = {
    j: () => goTo(current() + 1),
    k: () => goTo(current() - 1),
    x: mark,
    a: handOver,
    o: open,
    "/": search,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = acts[event.key];
    if (act) act(event);
  });
})();
