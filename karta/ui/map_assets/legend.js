/* What each symbol means, and how many places are so in the shown hour: first the adults who are out, then where they
   are missing, then what one may show or hide. On a phone the essential lines stand under the map, the rest is folded. */
(function () {
  "use strict";
  const ORDER = [2, 4, 3, 7, 5, 6, 0, 1];
  const ESSENTIAL = new Set([2, 4, 3, 7, 5]);
  const STRIP_BELOW = 980;
  const STORED = "karta:legend";
  const SAMPLE_GAP = 2;
  const NEAR = 13.5;

  function make(tag, name, parent) {
    return L.DomUtil.create(tag, name, parent);
  }

  class Legend {
    /* `onLayer(name, shown)` for walks, double, open and around; `onKind(number, shown)` for a kind of place. */
    constructor(parent, symbols, onLayer, onKind) {
      this.onLayer = onLayer;
      this.onKind = onKind;
      this.symbols = symbols;
      this.root = make("details", "karta-legend", parent);
      this.folded = window.sessionStorage.getItem(STORED) === "folded";
      this.root.addEventListener("toggle", () => this.remember());
      this.head = make("summary", "karta-legend-head", this.root);
      this.head.textContent = symbols.labels.legend;
      this.brief = make("ul", "karta-legend-brief", parent);
      this.body = make("div", "karta-legend-body", this.root);
      this.pictures = [];
      this.counts = {};
      this.states = [];
      this.switches = new Map();
      this.writeAdults(symbols.labels);
      this.writeStates(symbols.labels);
      this.kinds = make("ul", "karta-legend-list karta-legend-kinds", this.body);
      this.paint(symbols);
      [this.root, this.brief].forEach((box) => {
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
      });
    }

    writeAdults(labels) {
      const list = make("ul", "karta-legend-list karta-legend-adults", this.body);
      this.row(list, "present", labels.adults_here);
      this.row(list, "walks", labels.walks, true);
      this.row(list, "double", labels.double, true);
      this.row(list, "open", labels.open_unstaffed, false);
      this.row(list, "around", labels.around_training, false);
      this.row(list, "schools", labels.schools, false);
      this.classes = make("ul", "karta-legend-list karta-legend-schools", this.body);
      this.classes.hidden = true;
      karta.SCHOOL_CLASSES.forEach((_, reach) => {
        const row = make("li", "karta-legend-row", this.classes);
        const picture = make("canvas", "karta-legend-picture", row);
        picture.setAttribute("aria-hidden", "true");
        this.symbols.flag(picture, reach);
        make("span", "karta-legend-text", row).textContent = labels["school_" + reach];
        this.counts["school_" + reach] = [make("span", "karta-legend-number", row)];
      });
    }

    // `on` undefined: a line to read; else a line to switch.
    row(list, name, text, on) {
      const row = make("li", "karta-legend-row karta-legend-" + name, list);
      const label = on === undefined ? row : make("label", "karta-legend-switch", row);
      if (on === undefined) make("span", "karta-legend-picture karta-sign-" + name, row).setAttribute("aria-hidden", "true");
      else this.switches.set(name, [on, this.box(label, on, (shown) => this.onLayer(name, shown))]);
      make("span", "karta-legend-text", label).textContent = text;
      const count = make("span", "karta-legend-number", row);
      this.counts[name] = [count];
    }

    box(label, on, act) {
      const box = make("input", "karta-legend-box", label);
      box.type = "checkbox";
      box.checked = on;
      box.addEventListener("change", () => act(box.checked));
      return box;
    }

    // The layers that are not as at first, by name: what the address says, and sets when the page is opened with it.
    switched() {
      return [...this.switches].filter(([, [first, box]]) => box.checked !== first).map(([name]) => name).join(",");
    }

    switchBy(names) {
      names.split(",").filter((name) => this.switches.has(name)).forEach((name) => {
        const [first, box] = this.switches.get(name);
        box.checked = !first;
        this.onLayer(name, !first);
      });
    }

    writeStates(labels) {
      const list = make("ul", "karta-legend-list", this.body);
      ORDER.forEach((code) => {
        const state = karta.STATES[code];
        this.counts[state] = [];
        this.states.push(state);
        this.stateRow(list, code, labels["state_" + state], "karta-legend-count");
        if (ESSENTIAL.has(code)) this.stateRow(this.brief, code, labels["short_" + state], "karta-brief-count");
      });
    }

    stateRow(list, code, text, counted) {
      const row = make("li", "karta-legend-row", list);
      row.dataset.state = karta.STATES[code];
      const picture = make("canvas", "karta-legend-picture", row);
      picture.setAttribute("aria-hidden", "true");
      this.pictures.push([picture, code]);
      make("span", "karta-legend-text", row).textContent = text;
      this.counts[karta.STATES[code]].push(make("span", counted, row));
    }

    writeKinds(kinds, hidden) {
      const key = JSON.stringify(kinds);
      if (key === this.kindsKey) return;
      this.kindsKey = key;
      this.kinds.textContent = "";
      const order = kinds.map(([, label], number) => [label, number]).toSorted((a, b) => a[0].localeCompare(b[0]));
      order.forEach(([label, number]) => {
        const row = make("li", "karta-legend-row", this.kinds);
        const words = make("label", "karta-legend-switch", row);
        this.box(words, !hidden.has(number), (shown) => this.onKind(number, shown));
        make("span", "karta-legend-text", words).textContent = label;
        this.counts["kind_" + number] = [make("span", "karta-legend-number", row)];
      });
    }

    remember() {
      if (this.strip) return;
      this.folded = !this.root.open;
      window.sessionStorage.setItem(STORED, this.folded ? "folded" : "open");
    }

    paint(symbols) {
      this.pictures.forEach(([picture, code]) => {
        const sprite = symbols.sprite(code, SAMPLE_GAP, NEAR);
        picture.width = sprite.canvas.width;
        picture.height = sprite.canvas.height;
        picture.style.width = picture.style.height = 2 * sprite.half + "px";
        picture.getContext("2d").drawImage(sprite.canvas, 0, 0);
      });
    }

    // On a wide map the legend lies in a corner. On a narrow one it would hide a third of the town: its essential lines
    // stand as a strip under the map, and the whole of it is folded in the corner.
    stand(wide, map, under) {
      const strip = wide < STRIP_BELOW;
      if (strip === this.strip) return;
      this.strip = strip;
      document.body.classList.toggle("karta-narrow", strip);
      if (strip) under.parentNode.insertBefore(this.brief, under);
      this.brief.hidden = !strip;
      this.root.open = !strip && !this.folded;
    }

    hide(hidden) {
      this.root.hidden = hidden;
      this.brief.hidden = hidden || !this.strip;
    }

    // How much of the map's right side the legend takes.
    aside(wide) {
      return this.strip || !this.root.open || this.root.hidden || wide < STRIP_BELOW ? 0 : this.root.offsetWidth + 20;
    }

    show(counts, number) {
      const write = (name, count) => {
        this.counts[name].forEach((box) => {
          box.textContent = number.format(count);
          box.parentNode.classList.toggle("karta-none", count === 0);
        });
      };
      karta.STATES.forEach((state, code) => write(state, counts.states[code]));
      counts.kinds.forEach((count, kind) => write("kind_" + kind, count));
      ["present", "walks", "double", "open", "around"].forEach((name) => write(name, counts[name]));
      write("schools", counts.schools.reduce((sum, count) => sum + count, 0));
      counts.schools.forEach((count, reach) => write("school_" + reach, count));
    }
  }

  karta.Legend = Legend;
})();
