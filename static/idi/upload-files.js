/* What the browser does with a file of a form before it is sent: keeping it, knowing it again, its kind and its length. */
globalThis.idiFiles = (() => {
  "use strict";

  /* ---- Files under way, kept by the browser; where it keeps nothing, they last as long as the page ---- */
  const opened = new Promise((done) => {
    try {
      const request = indexedDB.open("idi-uploads", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(null);
      request.onblocked = () => done(null);
    } catch {
      done(null);
    }
  });
  const kept = async (mode, act) => {
    const database = await opened;
    if (!database) return null;
    return new Promise((done) => {
      try {
        const request = act(database.transaction("files", mode).objectStore("files"));
        request.onsuccess = () => done(request.result);
        request.onerror = () => done(null);
      } catch {
        done(null);
      }
    });
  };

  /* ---- What a file says of itself before it is sent ---- */
  const markOf = async (file) => {
    let hash = 0x811c9dc5;
    const mix = (byte) => { hash = Math.imul(hash ^ byte, 0x01000193) >>> 0; };
    new TextEncoder().encode(file.name).forEach(mix);
    new Uint8Array(await file.slice(0, 65536).arrayBuffer()).forEach(mix);
    return `${file.size.toString(36)}-${file.lastModified.toString(36)}-${hash.toString(36)}`;
  };
  const letters = (view, at) => String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n)));
  const findBox = async (file, wanted, start, end) => {
    for (let at = start, count = 0; at + 16 <= end && count < 1000; count += 1) {
      const view = new DataView(await file.slice(at, at + 16).arrayBuffer());
      const large = view.getUint32(0) === 1;
      const size = large ? Number(view.getBigUint64(8)) : view.getUint32(0) || end - at;
      if (letters(view, 4) === wanted) return { body: at + (large ? 16 : 8), end: at + size };
      if (size < 8) return null;
      at += size;
    }
    return null;
  };
  const secondsOf = async (file) => {
    const film = await findBox(file, "moov", 0, file.size);
    const head = film && (await findBox(file, "mvhd", film.body, film.end));
    if (!head) return 0;
    const view = new DataView(await file.slice(head.body, head.body + 32).arrayBuffer());
    const [scale, length] = view.getUint8(0) ? [view.getUint32(20), Number(view.getBigUint64(24))] : [view.getUint32(12), view.getUint32(16)];
    return scale ? length / scale : 0;
  };
  const kindOf = (file) => ({ image: "photo", video: "video" })[file.type.split("/")[0]] || (/pdf$/i.test(file.type || file.name) ? "paper" : "photo");

  const sizeOf = (file) => (file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`);

  return { isKept: () => opened.then((database) => database !== null), kept, markOf, secondsOf, sizeOf, kindOf };
})();
