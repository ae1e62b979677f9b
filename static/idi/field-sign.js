/* A signature on glass: lines drawn with a finger, kept as a picture on white. Words stand in templates/field/sign.html. */
(() => {
  "use strict";
  const field = self.idiField;
  const LINE = 2.6;

  class Pad {
    constructor(root, changed) {
      this.root = root;
      this.canvas = root.querySelector("canvas");
      this.changed = changed;
      this.lines = [];
      this.shown = null;
      this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
      this.canvas.addEventListener("pointermove", (event) => this.go(event));
      ["pointerup", "pointercancel"].forEach((name) => this.canvas.addEventListener(name, () => this.end()));
      root.querySelector("[data-wipe]").addEventListener("click", () => this.wipe());
      new ResizeObserver(() => this.paint()).observe(this.canvas);
    }

    get isSigned() { return this.shown !== null || this.lines.some((line) => line.length > 1); }

    /* Points are kept as shares of the pad, so that turning the telephone loses nothing. */
    at(event) {
      const box = this.canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    }

    begin(event) {
      event.preventDefault();
      this.shown = null;
      this.canvas.setPointerCapture(event.pointerId);
      this.line = [this.at(event)];
      this.lines.push(this.line);
    }

    go(event) {
      if (!this.line) return;
      event.preventDefault();
      this.line.push(this.at(event));
      this.paint();
    }

    end() {
      if (!this.line) return;
      this.line = null;
      if (this.isSigned) this.canvas.toBlob((blob) => this.changed(new File([blob], "signature.png", { type: "image/png" })));
    }

    wipe() {
      this.lines = [];
      this.shown = null;
      this.paint();
      this.changed(null);
    }

    async show(blob) {
      this.shown = await createImageBitmap(blob).catch(() => null);
      this.paint();
    }

    paint() {
      const { clientWidth: width, clientHeight: height } = this.canvas;
      if (!width || !height) return;
      const scale = 2;
      [this.canvas.width, this.canvas.height] = [width * scale, height * scale];
      const pen = this.canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, width * scale, height * scale);
      if (this.shown) pen.drawImage(this.shown, 0, 0, width * scale, height * scale);
      pen.strokeStyle = "#1a2025";
      [pen.lineWidth, pen.lineCap, pen.lineJoin] = [LINE * scale, "round", "round"];
      this.lines.forEach((line) => {
        pen.beginPath();
        line.forEach(([x, y], number) => pen[number ? "lineTo" : "moveTo"](x * width * scale, y * height * scale));
        pen.stroke();
      });
    }
  }

  field.Pad = Pad;
})();
