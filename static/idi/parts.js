/* A file that is sent in parts, as documents/upload_views.py takes them: one request at a time, in a page or a worker.
   upload.js sends a form's files by it as soon as they are chosen, field-send.js those that a telephone has kept. */
(() => {
  "use strict";
  const PART = 512 * 1024;
  const FINAL = [400, 403, 404, 413, 415, 422];

  /* Ask once: what begins the file, or its next part; of a file that is whole, what takes it in.
     item: file, mark, and what it learns: href, offset. about: to, draft, kinds, token, failed, signal.
     Answers "login", "unreadable", {stored}, {refused}, {goesOn}, or what was said where it may be tried again. */
  const ask = async (item, about) => {
    const headers = { "X-CSRFToken": about.token, Accept: "application/json" };
    const asked = { headers, redirect: "manual", credentials: "same-origin", signal: about.signal };
    let answer;
    if (!item.href || item.offset >= item.file.size) {
      const { draft, kinds } = about;
      const body = new URLSearchParams({ draft, kinds, mark: item.mark, name: item.file.name, size: item.file.size });
      answer = await fetch(about.to, { ...asked, method: "POST", body });
    } else {
      const body = await item.file.slice(item.offset, item.offset + PART).arrayBuffer().catch(() => null);
      if (body === null) return "unreadable";
      Object.assign(headers, { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(item.offset) });
      answer = await fetch(item.href, { ...asked, method: "PATCH", body });
    }
    if (answer.type === "opaqueredirect") return "login";
    const said = await answer.json().catch(() => ({}));
    if (said.stored) return said;
    if (answer.ok || (answer.status === 409 && "offset" in said)) {
      item.href = item.href || answer.headers.get("Location");
      item.offset = said.offset;
      return { goesOn: true };
    }
    if (answer.status === 404 && item.href) {
      item.href = null; // given up meanwhile: begun anew
      return {};
    }
    return FINAL.includes(answer.status) ? { refused: said.detail || about.failed } : said;
  };

  self.idiParts = { ask };
})();
