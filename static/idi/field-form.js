/* A form from the site: kept while it is filled in, put among what is to be sent at one tap, and sent when it can be.
   Without this script it is an ordinary form. Words stand in templates/field/form.html. */
(() => {
  "use strict";
  const field = self.idiField;
  const form = document.querySelector("form[data-report]");
  const root = document.querySelector("[data-field]");
  if (!form || !root) return;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "photos", "photo", "signature", "acted_at", "sent_at", "key", "act"]);
  const words = form.dataset;
  const part = (name) => form.querySelector(`[data-${name}]`);

  const report = {
    who: root.dataset.who,
    to: location.pathname,
    title: words.report,
    key: form.elements.key.value,
    state: "draft",
    /* Nothing is kept of a form that nobody has touched. */
    begin: async () => { if (!report.isKept) await save(); },
  };
  const isOpen = () => ["draft", "stuck"].includes(report.state);
  const fieldsNow = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  const save = async (change = {}) => {
    const { who, to, title, key, state, actedAt } = Object.assign(report, change);
    report.isKept = true;
    await field.put({ who, to, title, key, state, actedAt, fields: fieldsNow(), reasons: [] });
  };

  /* ---- What was filled in before: a page opened again, an application that was closed ---- */
  const fill = (fields) => {
    form.querySelectorAll("input[type=checkbox]").forEach((box) => { if (box.name) box.checked = false; });
    fields.forEach(([name, value]) => {
      const found = form.elements[name];
      if (!found) return;
      if (found instanceof RadioNodeList || ["checkbox", "radio"].includes(found.type)) {
        form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((one) => { if (one.value === value) one.checked = true; });
      } else found.value = value;
    });
  };
  const restore = async () => {
    const all = await field.all();
    if (all.some((one) => one.key === report.key && one.state === "done")) { // the page is older than what was sent from it
      report.key = crypto.randomUUID();
      form.elements.key.value = report.key;
    }
    const kept = all.filter((one) => one.who === report.who && one.to === report.to && one.state !== "done");
    const last = kept.sort((one, other) => other.at - one.at)[0];
    if (!last) return;
    Object.assign(report, { key: last.key, actedAt: last.actedAt, state: last.state, isKept: true });
    form.elements.key.value = last.key;
    fill(last.fields);
    for (const file of await field.filesOf(last.key)) {
      if (file.kind === "photo") photos.show(file);
      else if (pad) {
        signature = file;
        pad.show(file.blob);
      }
    }
    show(last);
  };

  /* ---- What is said of it ---- */
  const show = (kept) => {
    const { state } = kept;
    const note = part("note");
    note.hidden = state === "draft" && !kept.reasons?.length;
    note.classList.toggle("is-breach", state === "stuck");
    part("note-words").textContent = state === "stuck" ? kept.reasons.join(" ") : words[state] || "";
    part("filling").hidden = ["waiting", "done"].includes(state);
    document.querySelector("[data-foot]").hidden = ["waiting", "done"].includes(state);
    part("change").hidden = state !== "waiting";
    part("to-day").hidden = !["waiting", "done"].includes(state);
    if (state !== "draft") note.scrollIntoView({ block: "center" });
  };
  const refresh = async () => {
    const kept = await field.report(report.key);
    if (!kept || kept.state === report.state) return;
    report.state = kept.state;
    if (kept.state === "done") words.done = [kept.said.said, kept.said.clock].filter(Boolean).join(" ");
    show(kept);
  };
  const change = async () => {
    await field.move(report.key, ["waiting"], { state: "draft" });
    const kept = await field.report(report.key);
    Object.assign(report, { state: kept.state });
    show(kept);
  };

  /* ---- One tap ---- */
  const problem = () => {
    const signing = form.elements.signing?.value;
    if (signing === "glass" && !signature) return words.unsigned;
    const shown = photos.files.length > 0;
    return words.needsPhoto && !shown ? words.needsPhoto : "";
  };
  const send = async (event) => {
    event.preventDefault();
    if (!isOpen()) return; // tapped twice
    clearTimeout(soon); // what was typed last goes with it: kept later it would be a draft again of what was answered
    const against = problem();
    part("against").textContent = against;
    part("against").hidden = !against;
    if (against) {
      part("against").scrollIntoView({ block: "center" });
      return;
    }
    const before = report.state;
    try {
      await save({ state: "waiting", actedAt: report.actedAt || Date.now() });
    } catch {
      report.state = before;
      part("against").textContent = words.full;
      part("against").hidden = false;
      return;
    }
    show(report);
    await field.queue();
    await refresh();
  };

  /* ---- What must be filled in depends on how it was signed ---- */
  const demand = () => {
    const signing = form.elements.signing?.value;
    if (form.elements.signed_by) form.elements.signed_by.required = ["glass", "paper"].includes(signing);
    form.querySelectorAll("[name=why_unsigned]").forEach((one) => { one.required = signing === "none"; });
    if (pad && signing === "glass") pad.paint();
  };

  let photos = null;
  let pad = null;
  let signature = null;
  let soon = 0;
  const signed = async (blob) => {
    if (signature) await field.dropFile(signature.id);
    signature = null;
    if (!blob) return;
    await report.begin();
    signature = { id: crypto.randomUUID(), report: report.key, kind: "signature", blob, stored: null };
    await field.putFile(signature);
  };
  const begin = async () => {
    if (!(await field.works) || !self.crypto?.randomUUID) return;
    form.classList.add("is-on");
    photos = new field.Photos(form.querySelector("[data-photos]"), report);
    const glass = form.querySelector("[data-sign]");
    if (glass) {
      glass.hidden = false;
      pad = new field.Pad(glass, (blob) => signed(blob).catch(() => null));
    }
    await restore();
    demand();
    form.addEventListener("submit", send);
    form.addEventListener("change", demand);
    form.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(() => { if (isOpen()) save({ state: "draft" }).catch(() => null); }, 300);
    });
    part("change").addEventListener("click", change);
    new BroadcastChannel("idi-field").onmessage = refresh;
    if (navigator.storage?.persist) navigator.storage.persist();
    form.dataset.ready = "yes";
  };
  begin();
})();
