/* What each symbol means, and how many places are so in the shown hour. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const ORDER = [4, 3, 2, 5, 6, 0, 1];
  const STRIP_FROM = 640;
  const CORNER_FROM = 980;
  const KEPT = "karta:legend";
  const SAMPLE_GAP = 2;
  const NEAR = 13.5;

  class Legend {
    constructor(parent, symbols) {
      const narrow = document.documentElement.clientWidth < STRIP_FROM;
      this.root = L.DomUtil.create("details", "karta-legend", parent);
      const kept = window.sessionStorage.getItem(KEPT);
      this.folded = kept ? kept === "folded" : narrow;
      this.root.open = !this.folded;
      this.root.addEventListener("toggle", () => this.keep());
      this.head = L.DomUtil.create("summary", "karta-legend-head", this.root);
      this.head.textContent = symbols.labels.legend;
      const list = L.DomUtil.create("ul", "karta-legend-list", this.root);
      this.counts = {};
      this.states = [];
      this.pictures = [];
      ORDER.forEach((code) => {
        const state = karta.STATES[code];
        const row = L.DomUtil.create("li", "karta-legend-row", list);
        row.dataset.state = state;
        const picture = L.DomUtil.create("canvas", "karta-legend-picture", row);
        picture.setAttribute("aria-hidden", "true");
        this.pictures.push([picture, code]);
        L.DomUtil.create("span", "karta-legend-text", row).textContent = symbols.labels["state_" + state];
        this.counts[state] = L.DomUtil.create("span", "karta-legend-count", row);
        this.states.push(state);
      });
      this.paint(symbols);
      L.DomEvent.disableClickPropagation(this.root);
      L.DomEvent.disableScrollPropagation(this.root);
    }

    keep() {
      if (this.strip) return;
      this.folded = !this.root.open;
      window.sessionStorage.setItem(KEPT, this.folded ? "folded" : "open");
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

    // On a wide map the legend lies in a corner; on a phone it is folded there; between the two it would hide a third
    // of the town, and stands as a strip under the map instead.
    stand(wide, map, under) {
      const strip = wide >= STRIP_FROM && wide < CORNER_FROM;
      if (strip === this.strip) return;
      this.strip = strip;
      this.root.classList.toggle("karta-legend-strip", strip);
      if (strip) under.parentNode.insertBefore(this.root, under);
      else map.appendChild(this.root);
      this.root.open = strip || !this.folded;
    }

    // How much of the map's right side the legend takes.
    aside(wide) {
      return this.strip || !this.root.open || this.root.hidden || wide < CORNER_FROM ? 0 : this.root.offsetWidth + 20;
    }

    show(counts, number) {
      this.states.forEach((state) => {
        this.counts[state].textContent = number.format(counts[state]);
        this.counts[state].parentNode.classList.toggle("karta-none", counts[state] === 0);
      });
    }
  }

  karta.Legend = Legend;
})();
