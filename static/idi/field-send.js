/* Sending what the telephone has kept, once the network is there: the files in parts, then the form under its key.
   Sent twice it is one act, so whatever was cut off is simply sent again. Runs in a page and in the worker. */
(() => {
  "use strict";
  const JSON_ONLY = { Accept: "application/json" };
  const SETTLED = [400, 403, 404, 409, 413, 415, 422];
  const PATIENCE = 20000;
  const OLD = 20 * 60 * 60 * 1000;
  const TRIES = 4;
  const field = self.idiField;

  /* No answer is waited for without end: one sender that waits keeps all others waiting. */
  const within = (patience) => (AbortSignal.timeout ? AbortSignal.timeout(patience) : undefined);

  class Stuck extends Error {
    constructor(words) {
      super(words);
      this.words = words;
    }
  }

  /* Who is logged in, a fresh token, and today's pages; {login: true} for nobody, null without a network. */
  field.ready = async () => {
    const asked = { headers: JSON_ONLY, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: within(PATIENCE) };
    const answer = await fetch("/field/ready/", asked).catch(() => null);
    if (answer === null) return null;
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return { login: true };
    return answer.ok ? answer.json().catch(() => null) : null;
  };

  const sendFile = async (file, report, ready) => {
    const item = { file: file.blob, mark: file.id };
    const about = { to: ready.uploads, draft: report.key, kinds: "photo video", token: ready.token, failed: file.blob.name };
    for (let tries = 0; tries < TRIES;) {
      const answer = await idiParts.ask(item, about);
      if (answer === "unreadable") throw new Stuck(file.blob.name);
      if (answer === "login") throw new Error("Logged out.");
      if (answer.stored) return answer.stored.pk;
      if (answer.refused) throw new Stuck(answer.refused);
      if (!answer.goesOn) tries += 1;
    }
    throw new Error("Not now.");
  };

  const bodyOf = (report, files) => {
    const body = new URLSearchParams(report.fields);
    body.set("key", report.key);
    body.set("acted_at", new Date(report.actedAt).toISOString());
    body.set("sent_at", new Date().toISOString());
    files.forEach((file) => {
      if (file.kind === "signature") {
        body.set("signature", file.stored);
        return;
      }
      body.append("photo", file.stored);
      if (file.part) body.set(`part.${file.stored}`, file.part);
      if (file.place) body.set(`place.${file.stored}`, file.place);
    });
    return body;
  };

  const settle = async (report, answer) => {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok && said.done) await field.finish(report, said);
    else if (SETTLED.includes(answer.status)) {
      const reasons = said.reasons || (said.detail ? [said.detail] : []);
      await field.move(report.key, ["waiting"], { state: "stuck", reasons, mayKeep: Boolean(said.may_keep) });
    }
  };

  const sendOne = async (report, ready) => {
    try {
      const files = await field.filesOf(report.key);
      for (const file of files) {
        if (file.stored) continue;
        file.stored = await sendFile(file, report, ready);
        await field.changeFile(file.id, { stored: file.stored });
      }
      const headers = { ...JSON_ONLY, "X-CSRFToken": ready.token };
      const body = bodyOf(report, files);
      const asked = { method: "POST", body, headers, redirect: "manual", credentials: "same-origin", signal: within(3 * PATIENCE) };
      await settle(report, await fetch(report.to, asked));
    } catch (problem) {
      if (problem instanceof Stuck) await field.move(report.key, ["waiting"], { state: "stuck", reasons: [problem.words] });
    }
  };

  const run = async () => {
    const kept = await field.all().catch(() => []);
    for (const one of kept) if (one.state === "done" && Date.now() - one.at > OLD) await field.drop(one.key);
    const waiting = kept.filter((one) => one.state === "waiting");
    if (!waiting.length) return;
    const ready = await field.ready();
    if (!ready || ready.login) return;
    for (const report of waiting) if (report.who === ready.who) await sendOne(report, ready);
  };

  /* One sender at a time, over all pages and the worker. */
  field.flush = () => (navigator.locks ? navigator.locks.request("idi-field-send", run) : run());
})();
