/* Photos of a form from the site: kept on the telephone as they are taken, each with its part of the home, and with the
   place where that was allowed. They are sent with their form. Words stand in templates/field/photos.html. */
(() => {
  "use strict";
  const field = self.idiField;
  const ASKED = { enableHighAccuracy: true, maximumAge: 60000, timeout: 10000 };

  class Photos {
    constructor(root, report) {
      this.root = root;
      this.report = report;
      this.files = [];
      this.part = (name, from = root) => from.querySelector(`[data-${name}]`);
      root.classList.add("is-on");
      root.querySelectorAll("[data-taking]").forEach((one) => { one.hidden = false; });
      root.querySelectorAll("[data-pick]").forEach((pick) => pick.addEventListener("change", async () => {
        const chosen = [...pick.files];
        pick.value = "";
        for (const file of chosen) await this.take(file);
      }));
      this.consent = this.part("place");
      const known = `idi-field-place-${report.who}`;
      this.consent.checked = localStorage.getItem(known) === "yes";
      this.consent.addEventListener("change", () => localStorage.setItem(known, this.consent.checked ? "yes" : "no"));
    }

    where() {
      if (!this.consent.checked || !navigator.geolocation) return Promise.resolve("");
      return new Promise((done) => {
        const found = ({ coords }) => done(`${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`);
        navigator.geolocation.getCurrentPosition(found, () => done(""), ASKED);
      });
    }

    async take(blob) {
      if (this.files.length >= Number(this.root.dataset.most)) {
        this.say(this.root.dataset.tooMany);
        return;
      }
      const chosen = this.part("part-of-all", this.part("tile").content).value;
      const file = { id: crypto.randomUUID(), report: this.report.key, kind: "photo", blob, part: chosen, place: "", stored: null };
      try {
        await this.report.begin();
        await field.putFile(file);
      } catch {
        this.say(this.root.dataset.full);
        return;
      }
      const tile = this.show(file);
      file.place = await this.where();
      if (!file.place || !this.files.includes(file)) return;
      await field.changeFile(file.id, { place: file.place });
      this.placed(tile);
    }

    show(file) {
      const tile = this.part("tile").content.firstElementChild.cloneNode(true);
      const title = `${this.root.dataset.photo} ${this.files.length + 1}`;
      const part = this.part("part-of-all", tile);
      this.files.push(file);
      part.value = file.part;
      part.setAttribute("aria-label", `${part.getAttribute("aria-label")} ${title}`);
      part.addEventListener("change", () => { file.part = part.value; field.changeFile(file.id, { part: file.part }); });
      const remove = this.part("remove", tile);
      remove.setAttribute("aria-label", `${remove.getAttribute("aria-label")} ${title}`);
      remove.addEventListener("click", async () => {
        await field.dropFile(file.id);
        this.files = this.files.filter((one) => one !== file);
        tile.remove();
        this.say(this.root.dataset.removed);
        this.part("pick").focus();
      });
      this.part("tiles").append(tile);
      this.draw(file.blob, tile.querySelector("canvas"), title, tile);
      this.say("");
      if (file.place) this.placed(tile);
      return tile;
    }

    placed(tile) { this.part("placed", tile).hidden = false; }

    async draw(blob, canvas, title, tile) {
      try {
        const bitmap = await createImageBitmap(blob, { resizeWidth: 320 });
        [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
        canvas.getContext("2d").drawImage(bitmap, 0, 0);
        bitmap.close();
        canvas.setAttribute("aria-label", title);
        canvas.hidden = false;
        tile.querySelector(".photo-none").hidden = true;
      } catch { /* a format this browser cannot draw: the camera stays in its place */ }
    }

    say(words) {
      const said = this.part("said");
      said.textContent = words;
      said.hidden = !words;
    }
  }

  field.Photos = Photos;
})();
