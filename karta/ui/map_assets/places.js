/* All places on one canvas above the ground: a new hour is one pass of copied pictures, whether 90 places or 5,000.
   Also finds the place under a pointer, writes names where there is room, and shows the card of one place. */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const PADDING = 0.25;
  const NAMES_FROM_ZOOM = 14.5;
  const BACK_TO_FRONT = [1, 0, 2, 6, 5, 3, 4];
  const CARD = ["name", "kind", "state", "figures"];
  const SHAPE = { color: "#8ba0c6", weight: 1, opacity: 0.75, fillColor: "#8ba0c6", fillOpacity: 0.1 };

  const Places = L.Layer.extend({
    initialize(symbols) {
      this.symbols = symbols;
      this.count = 0;
      this.frames = 0;
      this.hovered = -1;
      this.selected = -1;
    },

    onAdd(map) {
      const pane = map.getPane("places") || map.createPane("places");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      this.card = L.DomUtil.create("div", "karta-card", map.getContainer());
      this.card.setAttribute("aria-hidden", "true");
      CARD.forEach((part) => {
        this.card[part] = L.DomUtil.create("div", "karta-card-" + part, this.card);
      });
      this.card.hidden = true;
      map.on("moveend viewreset resize", this.place, this);
      map.on("move", this.moveCard, this);
      map.on("zoomstart", this.hideCard, this);
      map.on("zoomend", this.fillCard, this);
      if (map._zoomAnimated) map.on("zoomanim", this.animate, this);
    },

    show(places, states, gap, presence) {
      this.data = places;
      this.count = places.place_id.length;
      this.table = { states, gap, presence };
      this.index = new Map(places.place_id.map((id, i) => [id, i]));
      if (this.shapes) this.shapes.remove();
      this.shapes = L.layerGroup(
        places.shapes.filter((rings) => rings.length).map((rings) =>
          L.polygon(rings.map(karta.polygon), { ...SHAPE, interactive: false, renderer: this.ground, pane: "tilePane" }))
      ).addTo(this._map);
      this.place();
    },

    at(hour) {
      this.hour = hour;
      this.draw();
      this.fillCard();
    },

    cell(i) {
      const at = i * this.hours + this.hour;
      return { state: this.table.states[at], gap: this.table.gap[at] / 100, presence: this.table.presence[at] / 100 };
    },

    // Where each place lies on the canvas: only when the view changes, never while the hour does.
    place() {
      const map = this._map;
      if (!map || !this.data) return;
      const size = map.getSize();
      const pad = size.multiplyBy(PADDING).round();
      this.origin = map.containerPointToLayerPoint([0, 0]).subtract(pad);
      this.corner = map.layerPointToLatLng(this.origin);
      this.zoom = map.getZoom();
      this.size = size.add(pad.multiplyBy(2));
      const dpr = Math.max(1, window.devicePixelRatio || 1);
      this.canvas.width = Math.round(this.size.x * dpr);
      this.canvas.height = Math.round(this.size.y * dpr);
      this.canvas.style.width = this.size.x + "px";
      this.canvas.style.height = this.size.y + "px";
      this.dpr = dpr;
      L.DomUtil.setPosition(this.canvas, this.origin);
      this.x = new Float64Array(this.count);
      this.y = new Float64Array(this.count);
      for (let i = 0; i < this.count; i += 1) {
        const at = map.latLngToLayerPoint([this.data.lat[i], this.data.lon[i]]).subtract(this.origin);
        this.x[i] = at.x;
        this.y[i] = at.y;
      }
      this.layOutNames();
      this.draw();
      this.moveCard();
    },

    animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this.zoom);
      const offset = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },

    // Names that fit beside each other, the same for every hour so that nothing flickers while the hour moves.
    layOutNames() {
      this.names = [];
      if (this.zoom < NAMES_FROM_ZOOM || this.count > 600) return;
      const ctx = this.canvas.getContext("2d");
      ctx.font = "500 12px " + karta.FONT;
      const taken = [];
      for (let i = 0; i < this.count; i += 1) {
        taken.push([this.x[i] - 13, this.y[i] - 13, this.x[i] + 13, this.y[i] + 13]);
      }
      for (let i = 0; i < this.count; i += 1) {
        const wide = ctx.measureText(this.data.name[i]).width;
        const box = [this.x[i] - wide / 2 - 3, this.y[i] + 14, this.x[i] + wide / 2 + 3, this.y[i] + 30];
        const free = taken.every((b) => box[2] < b[0] || box[0] > b[2] || box[3] < b[1] || box[1] > b[3]);
        if (free) {
          taken.push(box);
          this.names.push(i);
        }
      }
    },

    draw() {
      if (!this.x || this.hour === undefined) return;
      const ctx = this.canvas.getContext("2d");
      const dpr = this.dpr;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
      ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      this.drawNames(ctx);
      const layers = BACK_TO_FRONT.map(() => []);
      for (let i = 0; i < this.count; i += 1) {
        const inside = this.x[i] > -30 && this.y[i] > -30 && this.x[i] < this.size.x + 30 && this.y[i] < this.size.y + 30;
        if (inside) layers[BACK_TO_FRONT.indexOf(this.table.states[i * this.hours + this.hour])].push(i);
      }
      layers.forEach((layer) => layer.forEach((i) => this.drawOne(ctx, i)));
      [this.selected, this.hovered].forEach((i) => {
        if (i >= 0) this.drawOne(ctx, i, true);
      });
      this.frames += 1;
    },

    drawOne(ctx, i, marked) {
      const at = i * this.hours + this.hour;
      const sprite = this.symbols.sprite(this.table.states[at], this.table.gap[at] / 100, this.zoom);
      if (marked) {
        ctx.beginPath();
        ctx.arc(this.x[i], this.y[i], sprite.r + 5, 0, 2 * Math.PI);
        ctx.fillStyle = "rgba(255,255,255,0.85)";
        ctx.fill();
        ctx.strokeStyle = i === this.selected ? "#22262b" : "#8ba0c6";
        ctx.lineWidth = i === this.selected ? 2.2 : 1.5;
        ctx.stroke();
      }
      ctx.drawImage(sprite.canvas, this.x[i] - sprite.half, this.y[i] - sprite.half, 2 * sprite.half, 2 * sprite.half);
    },

    drawNames(ctx) {
      ctx.font = "500 12px " + karta.FONT;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3.5;
      ctx.strokeStyle = "rgba(251,250,247,0.92)";
      ctx.fillStyle = "#4a4d52";
      this.names.forEach((i) => {
        if (i === this.active()) return;
        ctx.strokeText(this.data.name[i], this.x[i], this.y[i] + 16);
        ctx.fillText(this.data.name[i], this.x[i], this.y[i] + 16);
      });
    },

    // The place under a point of the map's container, or -1.
    find(point, slack) {
      if (!this.x) return -1;
      const at = this._map.containerPointToLayerPoint(point).subtract(this.origin);
      let best = -1;
      let nearest = Infinity;
      for (let i = 0; i < this.count; i += 1) {
        const away = Math.hypot(this.x[i] - at.x, this.y[i] - at.y);
        if (away < nearest && away <= Math.max(11, this.sprite(i).r) + slack) {
          nearest = away;
          best = i;
        }
      }
      return best;
    },

    sprite(i) {
      const cell = this.cell(i);
      return this.symbols.sprite(cell.state, cell.gap, this.zoom);
    },

    // Another font has come: pictures and names made with the old one are no longer right.
    redo() {
      this.symbols.sprites.clear();
      this.place();
    },

    mark(hovered, selected) {
      if (hovered === this.hovered && selected === this.selected) return;
      this.hovered = hovered;
      this.selected = selected;
      this.dismissed = false;
      this.draw();
      this.fillCard();
    },

    active() {
      return this.hovered >= 0 ? this.hovered : this.selected;
    },

    describe(i) {
      const cell = this.cell(i);
      const state = karta.STATES[cell.state];
      const labels = this.symbols.labels;
      const said = [];
      if (["thin", "empty", "suggested"].includes(state)) said.push(this.people(cell.gap, "missing"));
      if (["full", "thin"].includes(state)) said.push(this.people(cell.presence, "present"));
      return {
        name: this.data.name[i], kind: this.data.kind_label[i], state: labels["state_" + state], figures: said.join(" \u00b7 "),
      };
    },

    people(number, word) {
      const labels = this.symbols.labels;
      const form = number === 0 && labels[word + "_none"] !== undefined ? "none" : number === 1 ? "one" : "many";
      return labels[word + "_" + form].split("{n}").join(this.symbols.number.format(number));
    },

    fillCard() {
      const i = this.active();
      if (i < 0 || this.dismissed || !this.data || i >= this.count) {
        this.hideCard();
        return;
      }
      const said = this.describe(i);
      CARD.forEach((part) => {
        this.card[part].textContent = said[part];
      });
      this.card.hidden = false;
      this.moveCard();
    },

    moveCard() {
      const i = this.active();
      if (i < 0 || this.card.hidden || !this.x || i >= this.count) return;
      const at = this._map.latLngToContainerPoint([this.data.lat[i], this.data.lon[i]]);
      const size = this._map.getSize();
      const wide = this.card.offsetWidth;
      const high = this.card.offsetHeight;
      const gap = this.sprite(i).r + 10;
      const above = at.y - gap - high > 6;
      const left = Math.max(8, Math.min(size.x - wide - 8, at.x - wide / 2));
      this.card.style.transform = "translate(" + Math.round(left) + "px," +
        Math.round(above ? at.y - gap - high : at.y + gap) + "px)";
      this.card.style.visibility = at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y ? "hidden" : "visible";
    },

    dismiss() {
      this.dismissed = true;
      this.hideCard();
    },

    hideCard() {
      if (this.card) this.card.hidden = true;
    },
  });

  karta.Places = Places;
})();
