/* The worker behind /field/: today's pages and what they are drawn with open without a network, and what the telephone
   has kept is sent when the network is back. It keeps the pages of one day and one person, and forgets them after. */
(() => {
  "use strict";
  const SHELL = "idi-field-shell";
  const PAGES = "idi-field-pages";
  const ABOUT = "/field/kept.json";
  const OFFLINE = "/field/offline/";
  const PATIENCE = 5000;
  const FRESH = 5 * 60 * 1000;
  const PICTURE = / src="(\/files\/[^"]+)"/g; // behind a link that expires: offline it is shown as it was kept
  const HASHED = /\.[0-9a-f]{12}\.\w+$/; // a name that changes with its content

  const forget = () => caches.delete(PAGES);
  const about = async () => {
    const found = await caches.match(ABOUT, { cacheName: PAGES });
    const kept = found ? await found.json().catch(() => null) : null;
    if (kept && kept.until > Date.now()) return kept;
    if (found) await forget();
    return null;
  };

  self.addEventListener("install", (event) => {
    const fill = async () => {
      const shell = await caches.open(SHELL);
      await shell.addAll([OFFLINE, ...self.idiShell]);
      await self.skipWaiting();
    };
    event.waitUntil(fill());
  });
  self.addEventListener("activate", (event) => {
    const tidy = async () => {
      const shell = await caches.open(SHELL);
      const wanted = new Set([OFFLINE, ...self.idiShell].map((path) => new URL(path, location.origin).href));
      for (const request of await shell.keys()) if (!wanted.has(request.url)) await shell.delete(request);
      await self.clients.claim();
    };
    event.waitUntil(tidy());
  });

  /* ---- Pages: from the network, or as they were kept ---- */
  const inTime = (answer) =>
    Promise.race([answer, new Promise((_done, fail) => setTimeout(() => fail(new Error("Too slow.")), PATIENCE))]);
  const isKept = (known, url) => known !== null && known.pages.includes(url.pathname) && !url.search;
  const page = async (request) => {
    const url = new URL(request.url);
    const known = await about();
    const copy = isKept(known, url) ? await caches.match(url.pathname, { cacheName: PAGES }) : undefined;
    try {
      const answer = await (copy ? inTime(fetch(request)) : fetch(request));
      if (answer.type === "opaqueredirect") await forget(); // nobody is logged in any more, or somebody else
      else if (answer.ok && isKept(known, url)) await (await caches.open(PAGES)).put(url.pathname, answer.clone());
      return answer.status >= 500 && copy ? copy : answer;
    } catch {
      return copy || (await caches.match(OFFLINE, { cacheName: SHELL })) || Response.error();
    }
  };
  const part = async (request, isLasting) => {
    const copy = await caches.match(request, { cacheName: SHELL });
    return (isLasting && copy) || fetch(request).catch(() => copy || Response.error());
  };
  const picture = async (request) =>
    (await caches.match(request, { cacheName: PAGES })) || fetch(request).catch(() => Response.error());
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate" && url.pathname.startsWith("/field/")) event.respondWith(page(request));
    else if (url.pathname.startsWith("/files/field/")) event.respondWith(picture(request));
    else if (self.idiShell.includes(url.pathname)) event.respondWith(part(request, HASHED.test(url.pathname)));
  });

  /* ---- Taking the day along ---- */
  const keepPictures = async (kept, pages) => {
    const wanted = new Set();
    for (const path of pages) {
      const copy = await kept.match(path);
      for (const [, picture] of copy ? (await copy.text()).matchAll(PICTURE) : []) wanted.add(picture);
    }
    for (const request of await kept.keys()) {
      const path = new URL(request.url).pathname;
      if (path.startsWith("/files/") && !wanted.delete(path)) await kept.delete(request);
    }
    for (const path of wanted) {
      const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
      if (answer && answer.ok) await kept.put(path, answer);
    }
  };
  const keep = async ({ who, seconds, pages }) => {
    const known = await about();
    if (known && known.who !== who) await forget();
    const kept = await caches.open(PAGES);
    const until = Date.now() + seconds * 1000;
    const taken = known && known.who === who ? known.taken : {};
    for (const request of await kept.keys()) {
      const path = new URL(request.url).pathname;
      if (path !== ABOUT && !path.startsWith("/files/") && !pages.includes(path)) await kept.delete(request);
    }
    for (const path of pages) {
      if (Date.now() - (taken[path] || 0) < FRESH && (await kept.match(path))) continue;
      const answer = await fetch(path, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
      if (!answer || !answer.ok) continue;
      await kept.put(path, answer);
      taken[path] = Date.now();
    }
    await keepPictures(kept, pages);
    await kept.put(ABOUT, new Response(JSON.stringify({ who, until, pages, taken })));
  };
  self.addEventListener("message", (event) => {
    if (event.data && event.data.keep) {
      event.waitUntil(keep(event.data.keep).then(() => event.source && event.source.postMessage("kept")));
    }
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === "idi-field") event.waitUntil(self.idiField.flush());
  });
})();
