/* What each symbol means, and how many places are so in the shown hour. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const ORDER = [4, 3, 2, 5, 6, 0, 1];
  const SAMPLE_GAP = 2;
  const NEAR = 13.5;

  class Legend {
    constructor(parent, symbols, narrow) {
      this.root = L.DomUtil.create("details", "karta-legend", parent);
      this.root.open = !narrow;
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

    paint(symbols) {
      this.pictures.forEach(([picture, code]) => {
        const sprite = symbols.sprite(code, SAMPLE_GAP, NEAR);
        picture.width = sprite.canvas.width;
        picture.height = sprite.canvas.height;
        picture.style.width = picture.style.height = 2 * sprite.half + "px";
        picture.getContext("2d").drawImage(sprite.canvas, 0, 0);
      });
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
