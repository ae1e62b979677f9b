/* Files of a form: each is sent by itself, in parts, as soon as it is chosen. What is under way is kept in the browser
   until it has arrived, so that it goes on after a reload or a lost network. Words stand in templates/components/upload.html. */
(() => {
  "use strict";
  const LANES = 2;
  const TRIES = 6;
  const KEEP = 24 * 60 * 60 * 1000;
  const JSON_ONLY = "application/json";

  const { isKept, kept, markOf, secondsOf, sizeOf, kindOf } = idiFiles;
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const online = () =>
    navigator.onLine === false ? new Promise((done) => addEventListener("online", done, { once: true })) : null;

  class Box {
    constructor(root) {
      this.root = root;
      this.words = root.dataset;
      this.form = root.closest("form");
      this.items = [];
      this.running = 0;
      this.leaves = null;
      this.part = (name, from = root) => from.querySelector(`[data-${name}]`);
      this.arrange();
      this.restore();
    }

    arrange() {
      const plain = this.root.querySelector(".uploads-plain input");
      const picks = [...this.root.querySelectorAll("[data-pick]")];
      const label = plain.labels && plain.labels[0];
      const album = picks[picks.length - 1];
      if (label) {
        album.id = `${plain.id}_album`;
        label.htmlFor = album.id;
      }
      plain.required = false;
      this.root.classList.add("is-on");
      this.part("picks").hidden = false;
      picks.forEach((pick) => pick.addEventListener("change", () => {
        const files = [...pick.files];
        pick.value = "";
        this.choose(files);
      }));
      this.root.querySelectorAll("[data-stored-pk]").forEach((tile) => {
        const button = this.part("remove", tile);
        button.hidden = false;
        button.addEventListener("click", () => this.takeBack(tile, `${this.words.uploads}files/${tile.dataset.storedPk}/`));
      });
      this.form.addEventListener("submit", (event) => this.hold(event));
      this.part("go-on").addEventListener("click", () => this.goOn());
      addEventListener("beforeunload", (event) => { if (this.isBusy() && !this.keeps) event.preventDefault(); });
    }

    async restore() {
      this.keeps = await isKept();
      const all = (await kept("readonly", (store) => store.getAll())) || [];
      for (const one of all) {
        if (Date.now() - one.at > KEEP) kept("readwrite", (store) => store.delete(one.key));
        else if (one.draft === this.words.draft) this.add(one.file, one.mark);
      }
    }

    async choose(files) {
      for (const file of files) {
        const mark = await markOf(file).catch(() => null);
        if (mark === null) this.refuse(this.add(file, "", true), this.words.unreadable);
        else if (this.items.some((item) => item.mark === mark)) this.say(this.words.twice);
        else await this.check(file, mark);
      }
    }

    async check(file, mark) {
      const many = this.part("tiles").children.length >= Number(this.words.mostFiles);
      const large = file.size > Number(this.words.mostBytes);
      const long = kindOf(file) === "video" && (await secondsOf(file).catch(() => 0)) > Number(this.words.mostSeconds) + 1;
      if (many || large || long) {
        this.refuse(this.add(file, "", true), many ? this.words.tooMany : large ? this.words.tooLarge : this.words.tooLong);
        return;
      }
      const key = `${this.words.draft} ${mark}`;
      await kept("readwrite", (store) => store.put({ key, mark, draft: this.words.draft, file, at: Date.now() }));
      this.add(file, mark);
    }

    add(file, mark, isRefused = false) {
      const tile = this.part("tile").content.firstElementChild.cloneNode(true);
      const kind = kindOf(file);
      const [icon, hint] = [tile.querySelector('[data-icon="photo"]'), this.part("undrawn", tile)];
      const item = { file, mark, tile, kind, icon, hint, state: "waiting", abort: new AbortController() };
      item.title = `${this.words[kind]} ${this.part("tiles").children.length + 1}`;
      tile.querySelectorAll("[data-icon]").forEach((icon) => {
        icon.hidden = icon.dataset.icon !== kind;
        icon.setAttribute("aria-label", item.title);
        icon.querySelector("[data-file-name]").textContent = `${file.name} ${sizeOf(file)}`;
      });
      const button = this.part("remove", tile);
      button.setAttribute("aria-label", `${button.getAttribute("aria-label")} ${item.title}`);
      button.addEventListener("click", () => this.remove(item));
      this.part("again", tile).addEventListener("click", () => { item.state = "waiting"; this.draw(item); this.next(); });
      this.part("tiles").append(tile);
      if (isRefused) return item;
      this.items.push(item);
      this.draw(item);
      this.picture(item);
      this.next();
      return item;
    }

    async picture(item) {
      if (item.kind !== "photo") return;
      try {
        const bitmap = await createImageBitmap(item.file, { resizeWidth: 320 });
        const canvas = item.tile.querySelector("canvas");
        [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
        canvas.getContext("2d").drawImage(bitmap, 0, 0);
        bitmap.close();
        canvas.setAttribute("aria-label", item.title);
        canvas.hidden = false;
        item.icon.hidden = true;
        item.isDrawn = true;
      } catch { // a format this browser cannot draw, as HEIC mostly: the camera stays until the worker has drawn it
        item.isUndrawn = true;
        this.unveil(item);
      }
    }

    unveil(item) {
      item.hint.hidden = !item.isUndrawn || this.isBad(item);
      if (!item.isUndrawn || !item.thumb) return;
      item.icon.replaceWith(Object.assign(new Image(), { className: "photo", src: item.thumb, alt: item.title }));
    }

    /* Ask what a worker has made of what no browser has drawn, ever more seldom, for about four minutes. */
    async follow(item) {
      for (let tries = 1; tries <= 20; tries += 1) {
        await pause(Math.min(tries, 15));
        if (item.isDrawn || item.state !== "stored" || !item.tile.isConnected) return;
        const answer = await fetch(item.storedAt, { headers: { Accept: JSON_ONLY }, redirect: "manual" }).catch(() => null);
        const said = answer && answer.ok ? await answer.json().catch(() => ({})) : {};
        if (said.problem && item.state === "stored") {
          this.refuse(item, said.problem);
          this.discard(item.storedAt); // a form that names no files would send it along
        }
        item.thumb = said.thumb;
        this.unveil(item);
        if (said.done) return;
      }
    }

    isBad(item) { return ["failed", "refused"].includes(item.state); }

    draw(item, words = this.words[item.state]) {
      const percent = item.state === "sending" ? ` ${Math.floor((100 * (item.offset || 0)) / Math.max(item.file.size, 1))}%` : "";
      const whole = item.state === "sending" && item.offset >= item.file.size;
      this.part("words", item.tile).textContent = whole ? this.words.checking : `${words || ""}${percent}`;
      this.part("tick", item.tile).hidden = item.state !== "stored";
      this.part("again", item.tile).hidden = item.state !== "failed";
      item.tile.classList.toggle("ev-fail", this.isBad(item));
      item.tile.classList.toggle("ev-refused", item.state === "refused");
      this.unveil(item);
      item.tile.querySelector(".ev-bar").toggleAttribute("hidden", !["waiting", "sending", "resting"].includes(item.state));
      item.tile.querySelector(".ev-bar-on").setAttribute("width", `${(100 * (item.offset || 0)) / Math.max(item.file.size, 1)}%`);
    }

    say(words) { this.part("said").textContent = words; }

    isBusy() { return this.items.some((item) => ["waiting", "sending", "resting"].includes(item.state)); }

    next() {
      while (this.running < LANES) {
        const item = this.items.find((one) => one.state === "waiting");
        if (!item) break;
        item.state = "sending";
        this.running += 1;
        this.send(item).catch(() => this.fail(item)).finally(() => {
          this.running -= 1;
          this.next();
          this.settle();
        });
      }
    }

    async send(item) {
      let tries = 0;
      while (item.state === "sending" || item.state === "resting") {
        item.state = "sending";
        this.draw(item);
        const answer = await this.ask(item).catch((problem) => problem);
        if (item.state === "removed") return;
        if (answer === "unreadable") { this.refuse(item, this.words.unreadable); return; }
        if (answer === "login") { this.fail(item, this.words.login); return; }
        if (answer.stored) { this.store(item, answer.stored); return; }
        if (answer.refused) { this.refuse(item, answer.refused); return; }
        if (answer.goesOn) { tries = 0; continue; }
        tries += 1;
        if (tries >= TRIES && navigator.onLine !== false) { this.fail(item, answer.detail); return; }
        item.state = "resting";
        this.draw(item);
        await online();
        await pause(Math.min(2 ** tries, 30));
      }
    }

    ask(item) {
      const { uploads: to, draft, kinds, failed } = this.words;
      const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
      return idiParts.ask(item, { to, draft, kinds, failed, token, signal: item.abort.signal });
    }

    forget(item) { return kept("readwrite", (store) => store.delete(`${this.words.draft} ${item.mark}`)); }

    store(item, stored) {
      this.forget(item);
      item.state = "stored";
      item.storedAt = stored.href;
      const drawn = this.root.querySelector(`[data-stored-pk="${stored.pk}"]`);
      if (drawn) item.tile.remove();
      else this.draw(item, stored.words);
      item.tile.dataset.storedPk = stored.pk;
      if (this.words.chosenAs && !drawn) {
        const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: this.words.chosenAs, value: stored.pk });
        item.tile.append(chosen);
      }
      this.say(`${item.title}: ${stored.words}`);
      this.follow(item);
    }

    refuse(item, words) {
      if (item.mark) this.forget(item);
      item.tile.querySelectorAll("input[type=hidden]").forEach((chosen) => chosen.remove());
      item.state = "refused";
      this.draw(item, words);
      this.say(`${item.title}: ${words}`);
    }

    fail(item, words) {
      if (item.state === "removed") return;
      item.state = "failed";
      this.draw(item, words || this.words.failed);
      this.say(`${item.title}: ${words || this.words.failed}`);
    }

    discard(href) {
      const headers = { "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value, Accept: JSON_ONLY };
      return fetch(href, { method: "DELETE", headers, redirect: "manual" }).catch(() => null);
    }

    async remove(item) {
      const [was, href] = [item.state, item.storedAt || item.href];
      item.state = "removed";
      item.abort.abort();
      this.items = this.items.filter((one) => one !== item);
      if (was !== "refused") this.forget(item);
      this.takeBack(item.tile, href);
      this.settle();
    }

    async takeBack(tile, href) {
      if (href) {
        const answer = await this.discard(href);
        if (!answer || !(answer.ok || answer.status === 404)) { this.say(this.words.failed); return; }
      }
      tile.remove();
      this.say(this.words.removed);
      this.root.querySelector("[data-pick]").focus();
    }

    /* ---- Sending the form waits for what is under way; going back does not: it goes on when the page is opened again ---- */
    hold(event) {
      if (event.defaultPrevented || (event.submitter && event.submitter.formNoValidate)) return;
      const failed = this.items.some((item) => item.state === "failed");
      if (!this.isBusy() && !failed) return;
      event.preventDefault();
      this.submitter = event.submitter;
      this.leaves = "asked";
      this.settle();
      this.part("held").scrollIntoView({ block: "center" });
    }

    settle() {
      if (this.leaves === null) return;
      const busy = this.isBusy();
      const failed = this.items.some((item) => item.state === "failed");
      this.part("held").hidden = !busy && !failed;
      this.part("held-sending").hidden = !busy;
      this.part("held-failed").hidden = busy || !failed;
      if (!busy && !failed) this.submit();
    }

    goOn() {
      this.items.filter((item) => item.state !== "stored").forEach((item) => { item.state = "removed"; item.abort.abort(); this.forget(item); });
      this.submit();
    }

    submit() {
      this.leaves = null;
      if (this.form.requestSubmit) this.form.requestSubmit(this.submitter || undefined);
      else if (this.submitter) this.submitter.click();
      else this.form.submit();
    }
  }

  document.querySelectorAll("[data-uploads]").forEach((root) => new Box(root));
})();
