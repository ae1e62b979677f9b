/* On every page behind /field/: the worker that lets it open without a network, what is not sent yet, leaving. */
(() => {
  "use strict";
  const root = document.querySelector("[data-field]");
  const field = self.idiField;
  const EVERY = 30000;
  if (!root || !("indexedDB" in self)) return;

  /* ---- The worker: takes the day along, and sends when the browser says that the network is back ---- */
  const register = async () => {
    if (!("serviceWorker" in navigator)) return null;
    return navigator.serviceWorker.register(root.dataset.worker, { scope: "/field/" }).catch(() => null);
  };
  let isWithoutWorker = false; // nothing waits for the worker: while the browser looks for a newer one it may be long
  const registered = register().then((worker) => {
    isWithoutWorker = !worker;
    return worker;
  });
  const takeAlong = async (ready) => {
    if (!(await registered)) return;
    const { active } = await navigator.serviceWorker.ready;
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "kept") root.dataset.kept = "yes";
    });
    navigator.serviceWorker.startMessages();
    active.postMessage({ keep: { who: ready.who, seconds: ready.seconds, pages: ready.pages } });
  };
  field.queue = async () => {
    registered.then((worker) => worker?.sync?.register("idi-field")).catch(() => null);
    await field.flush();
  };

  /* ---- What is not sent yet, said on every page; on the day's page each of it ---- */
  const mine = async () => (await field.all().catch(() => [])).filter((one) => one.who === root.dataset.who);
  const unsent = (kept) => kept.filter((one) => one.state !== "done");
  const count = (words, number) => words.replace("%n", number);
  let waitedFor = new Set();
  const draw = async () => {
    const kept = await mine();
    const hasArrived = kept.some((one) => one.state === "done" && waitedFor.has(one.key));
    waitedFor = new Set(kept.filter((one) => one.state === "waiting").map((one) => one.key));
    const left = unsent(kept).length;
    const { state } = root.dataset;
    const cannot = isWithoutWorker ? root.dataset.saysCannot : "";
    const words = { offline: root.dataset.saysOffline, login: root.dataset.saysLogin, online: cannot }[state] || "";
    const bar = root.querySelector("[data-state]");
    bar.hidden = !words && !left;
    bar.querySelector("[data-state-words]").textContent = [words, left ? count(root.dataset.saysUnsent, left) : ""].filter(Boolean).join("　");
    bar.classList.toggle("is-target", state === "login");
    const list = root.querySelector("[data-reports]");
    if (list) drawList(list, kept);
    root.dataset.left = left;
    if (list && hasArrived) location.reload(); // the visits below have changed with it
  };
  const act = (row, name, run) => {
    const button = row.querySelector(`[data-act="${name}"]`);
    button.hidden = !run;
    if (run) button.addEventListener("click", () => { button.disabled = true; run(); });
  };
  const keepAsEvidence = async (report) => {
    const fields = [...report.fields.filter(([name]) => name !== "act"), ["act", "keep"]];
    await field.move(report.key, ["stuck"], { fields, state: "waiting", reasons: [] });
    await field.queue();
  };
  const throwAway = async (report, words) => {
    if (confirm(words)) await field.drop(report.key);
    await draw();
  };
  const drawList = (list, kept) => {
    const rows = kept.sort((one, other) => one.at - other.at).map((report) => {
      const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
      const part = (name) => row.querySelector(`[data-${name}]`);
      const is = report.state;
      row.dataset.is = is;
      part("title").textContent = report.title;
      const said = { draft: list.dataset.draft, waiting: list.dataset.waiting, stuck: (report.reasons || []).join(" ") };
      part("words").textContent = is === "done" ? [report.said.said, report.said.clock].filter(Boolean).join(" ") : said[is];
      row.querySelectorAll("[data-icon]").forEach((icon) => { icon.hidden = icon.dataset.icon !== is; });
      const open = part("open");
      open.hidden = is === "done";
      open.href = report.to;
      act(row, "keep", is === "stuck" && report.mayKeep ? () => keepAsEvidence(report) : null);
      act(row, "drop", ["draft", "stuck"].includes(is) ? () => throwAway(report, list.dataset.sure) : null);
      return row;
    });
    document.querySelectorAll("[data-on-phone]").forEach((chip) => {
      chip.hidden = !unsent(kept).some((report) => report.to.startsWith(chip.dataset.onPhone));
    });
    list.querySelector("ul").replaceChildren(...rows);
    list.hidden = rows.length === 0;
  };

  /* ---- Leaving: the day's pages go with it, what is not sent stays for who has written it ---- */
  document.querySelectorAll("form[data-leave]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sure) return;
      event.preventDefault();
      const left = unsent(await mine()).length;
      if (left && !confirm(count(form.dataset.leave, left))) return;
      form.dataset.sure = "yes";
      await caches.delete("idi-field-pages");
      for (const one of await mine()) if (one.state === "done") await field.drop(one.key);
      form.submit();
    });
  });

  /* ---- Now, and whenever the network may have come back ---- */
  const look = async () => {
    await draw(); // what is on the telephone is shown before the network has answered
    const ready = await field.ready();
    root.dataset.state = ready === null ? "offline" : ready.login ? "login" : "online";
    await draw();
    if (!ready || ready.login) return;
    takeAlong(ready).catch(() => null);
    await field.flush();
    await draw();
  };
  const told = new BroadcastChannel("idi-field");
  told.onmessage = draw;
  addEventListener("online", look);
  addEventListener("offline", () => { root.dataset.state = "offline"; draw(); });
  setInterval(() => { if (document.visibilityState === "visible" && Number(root.dataset.left)) look(); }, EVERY);
  field.works.then((works) => { if (works) look(); });
  field.draw = draw;
})();
