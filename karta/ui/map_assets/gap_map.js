/* Ties the parts together and speaks to Python. Two entries, called by the scripts of karta.maps:
   karta.start(map) once for a frame, karta.show(text) for each new picture.
   Text of people reaches the page through textContent and canvas text alone.

   For tests and the curious, window.kartaMap: map, mode, hour, hours, counts {state: places in the shown hour}, states
   (of the legend, in its order), streets (lines of the base map), places, selected, sent (messages to Python), frames
   (drawings of the places), setHour(hour) as if scrubbed, pointOf(place_id) -> {x, y} in the frame, said(place_id). */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const MOUNT = Math.random().toString(36).slice(2);

  function bytes(packed) {
    return Uint8Array.from(window.atob(packed), (letter) => letter.charCodeAt(0));
  }

  // The page around the frame has a font of its own; it is served from here too, so the map can wear it.
  function fontOfPage() {
    const readable = (sheet) => !sheet.href || new URL(sheet.href).origin === window.location.origin;
    for (const sheet of Array.from(window.parent.document.styleSheets).filter(readable)) {
      for (const rule of sheet.cssRules) {
        if (rule instanceof window.parent.CSSFontFaceRule && rule.style.fontFamily.includes("Source Sans") &&
            rule.style.fontStyle !== "italic") {
          const address = new URL(/url\("?([^")]+)/.exec(rule.style.src)[1], sheet.href || window.parent.location.href);
          if (address.origin !== window.location.origin) return null;
          return new FontFace("Source Sans", "url(" + address.href + ")", { weight: "200 900" });
        }
      }
    }
    return null;
  }

  class GapMap {
    constructor(map) {
      this.map = map;
      this.sent = 0;
      this.selected = null;
      this.counts = {};
      this.states = [];
      this.touched = false;
      this.still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (this.still) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
      map.options.zoomSnap = 0.25;
      map.options.zoomDelta = 0.75;
      map.options.wheelPxPerZoomLevel = 110;
      document.body.classList.toggle("karta-still", this.still);
    }

    /* ---- a new picture from Python ---- */
    show(data) {
      this.data = data;
      this.mode = data.mode;
      if (!this.base) this.build(data);
      if (data.base_key !== this.baseKey) {
        this.base.draw(data.base);
        this.baseKey = data.base_key;
      }
      this.credit.textContent = data.attribution;
      this.legend.root.hidden = data.mode !== "gap";
      this.hint.hidden = data.mode === "gap";
      this.fitWhenNew(data.bounds);
      if (data.mode === "gap") this.showWeek(data);
      else this.showPick(data);
      this.ready = true;
    }

    showWeek(data) {
      const states = bytes(data.states);
      const gap = new Uint16Array(bytes(data.gap).buffer);
      const presence = new Uint16Array(bytes(data.presence).buffer);
      this.hours = data.hours.length;
      this.places = data.places.place_id.length;
      this.layer.hours = this.hours;
      if (!this.isAhead(data) || this.hour === undefined || this.hour >= this.hours) {
        this.hour = data.view.hour;
        this.selected = data.view.selected;
      }
      this.layer.hour = this.hour;
      this.table = states;
      this.layer.show(data.places, states, gap, presence);
      this.clock.show(data.hours, data.days, this.load(states), data.labels);
      this.clock.set(this.hour);
      this.mark(-1);
      this.redraw();
    }

    showPick(data) {
      this.hours = 1;
      this.places = data.places.place_id.length;
      this.layer.hours = 1;
      const none = new Uint16Array(this.places);
      this.layer.hour = 0;
      this.layer.show(data.places, new Uint8Array(this.places).fill(1), none, none);
      this.clock.root.hidden = true;
      if (!this.isAhead(data)) this.setPoint(data.view.point);
    }

    // The picture answers an older message than the last one sent: what the hand did since stands.
    isAhead(data) {
      const answered = data.answer_to;
      if (this.clock.moving) return true;
      return this.sent > 0 && !(answered && answered[0] === MOUNT && answered[1] >= this.sent);
    }

    /* ---- building, once ---- */
    build(data) {
      const labels = data.labels;
      document.documentElement.lang = labels.language;
      const box = this.map.getContainer();
      box.setAttribute("aria-label", labels.map);
      box.setAttribute("role", "application");
      this.symbols = new karta.Symbols(labels);
      this.base = new karta.BaseMap(this.map);
      this.layer = new karta.Places(this.symbols);
      this.layer.ground = this.base.renderer;
      this.map.setView([0, 0], 2);
      this.layer.addTo(this.map);
      L.control.zoom({ position: "topleft", zoomInTitle: labels.zoom_in, zoomOutTitle: labels.zoom_out }).addTo(this.map);
      this.addWholeArea(labels);
      this.legend = new karta.Legend(box, this.symbols);
      this.states = this.legend.states;
      this.credit = L.DomUtil.create("div", "karta-credit", box);
      this.hint = L.DomUtil.create("div", "karta-hint", box);
      this.hint.textContent = labels.point;
      this.hint.hidden = true;
      this.clock = new karta.Hours(document.body, (hour) => this.moveTo(hour), (hour) => this.rest(hour));
      this.legend.stand(box.clientWidth, box, this.clock.root);
      this.addKeyboard(labels);
      this.listen();
      this.dress();
    }

    dress() {
      const font = fontOfPage();
      if (!font) return;
      document.fonts.add(font);
      font.load().then(() => {
        this.layer.redo();
        this.legend.paint(this.symbols);
      });
    }

    addWholeArea(labels) {
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = L.DomUtil.create("div", "leaflet-bar karta-whole");
        const button = L.DomUtil.create("a", "", bar);
        button.href = "#";
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", labels.whole_area);
        button.title = labels.whole_area;
        button.textContent = "\u2922";
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.preventDefault(event);
          this.touched = false;
          this.fit();
        });
        return bar;
      };
      control.addTo(this.map);
    }

    // One stop of the Tab key for all places: arrows go through them, Enter chooses.
    addKeyboard(labels) {
      const list = L.DomUtil.create("div", "karta-keys", this.map.getContainer());
      list.tabIndex = 0;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", labels.places);
      const option = L.DomUtil.create("div", "", list);
      option.id = "karta-option";
      option.setAttribute("role", "option");
      list.setAttribute("aria-activedescendant", option.id);
      let at = -1;
      const go = (i) => {
        at = (i + this.places) % this.places;
        const said = this.layer.describe(at);
        option.textContent = [said.name, said.kind, said.state, said.figures].filter(Boolean).join(", ");
        const point = L.latLng(this.data.places.lat[at], this.data.places.lon[at]);
        if (!this.map.getBounds().pad(-0.1).contains(point)) this.map.panTo(point, { animate: !this.still });
        this.mark(at);
      };
      list.addEventListener("focus", () => { if (this.places) go(Math.max(0, at, this.layer.selected)); });
      list.addEventListener("blur", () => this.mark(-1));
      list.addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (by && this.places) go(at + by);
        else if ((event.key === "Enter" || event.key === " ") && at >= 0) this.choose(at);
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
    }

    listen() {
      const map = this.map;
      const box = map.getContainer();
      const slack = (event) => (event.originalEvent && event.originalEvent.pointerType === "touch" ? 12 : 3);
      map.scrollWheelZoom.disable();
      document.addEventListener("keydown", () => document.body.classList.add("karta-by-key"));
      document.addEventListener("pointerdown", () => document.body.classList.remove("karta-by-key"), true);
      box.addEventListener("pointerdown", () => { map.scrollWheelZoom.enable(); this.touched = true; });
      box.addEventListener("pointerleave", () => { map.scrollWheelZoom.disable(); this.mark(-1); });
      map.on("mousemove", (event) => {
        const i = this.layer.find(event.containerPoint, slack(event));
        this.mark(i);
        box.classList.toggle("karta-on-place", i >= 0 && this.mode === "gap");
      });
      map.on("click", (event) => {
        if (this.mode === "pick") {
          this.setPoint([event.latlng.lng, event.latlng.lat]);
          this.send("point", { lon: event.latlng.lng, lat: event.latlng.lat });
          return;
        }
        const i = this.layer.find(event.containerPoint, slack(event));
        if (i >= 0) this.choose(i);
        else this.layer.dismiss();
      });
      map.on("moveend", () => { if (this.ready && this.touched) this.remember(); });
      new ResizeObserver(() => {
        this.legend.stand(box.clientWidth, box, this.clock.root);
        map.invalidateSize({ animate: false });
        if (!this.touched) this.fit();
      }).observe(box);
    }

    /* ---- the view ---- */
    fitWhenNew(bounds) {
      const key = bounds.join();
      if (key === this.boundsKey) return;
      this.boundsKey = key;
      const [west, south, east, north] = bounds;
      this.bounds = L.latLngBounds([south, west], [north, east]);
      this.map.setMaxBounds(this.bounds.pad(0.6));
      this.map.setMinZoom(Math.max(2, this.map.getBoundsZoom(this.bounds) - 1));
      this.touched = false;
      const kept = window.sessionStorage.getItem("karta:view:" + key);
      if (kept) {
        const [lat, lng, zoom] = JSON.parse(kept);
        this.touched = true;
        this.map.setView([lat, lng], zoom, { animate: false });
      } else this.fit();
    }

    fit() {
      if (!this.bounds || !this.map.getSize().x) return;
      this.map.setMinZoom(2);
      const aside = this.legend.aside(this.map.getSize().x);
      const zoom = this.map.getBoundsZoom(this.bounds, false, L.point(16 + aside, 16));
      const middle = this.map.project(this.bounds.getCenter(), zoom).add([aside / 2, 0]);
      this.map.setView(this.map.unproject(middle, zoom), zoom, { animate: false });
      this.map.setMinZoom(Math.max(2, zoom - 1));
    }

    remember() {
      const at = this.map.getCenter();
      window.sessionStorage.setItem("karta:view:" + this.boundsKey, JSON.stringify([at.lat, at.lng, this.map.getZoom()]));
    }

    /* ---- the hour and the place ---- */
    moveTo(hour) {
      this.hour = hour;
      if (this.waiting) return;
      this.waiting = window.requestAnimationFrame(() => {
        this.waiting = null;
        this.redraw();
      });
    }

    redraw() {
      this.layer.at(this.hour);
      this.counts = Object.fromEntries(karta.STATES.map((state) => [state, 0]));
      for (let i = 0; i < this.places; i += 1) {
        this.counts[karta.STATES[this.table[i * this.hours + this.hour]]] += 1;
      }
      this.legend.show(this.counts, this.symbols.number);
    }

    load(states) {
      const hours = Array.from({ length: this.hours }, () => ({ gap: 0, unknown: 0 }));
      for (let i = 0; i < states.length; i += 1) {
        const state = karta.STATES[states[i]];
        if (state === "thin" || state === "empty") hours[i % this.hours].gap += 1;
        else if (state === "unknown") hours[i % this.hours].unknown += 1;
      }
      return hours;
    }

    mark(hovered) {
      const selected = this.selected === null ? undefined : this.layer.index && this.layer.index.get(this.selected);
      this.layer.mark(hovered, selected === undefined ? -1 : selected);
    }

    choose(i) {
      if (this.mode !== "gap") return;
      this.selected = this.data.places.place_id[i];
      this.mark(i);
      this.send("click", { place_id: this.selected, hour: this.hour });
    }

    rest(hour) {
      this.send("hour", { hour, place_id: this.selected });
    }

    setPoint(point) {
      if (this.pin) this.pin.remove();
      this.pin = point && L.circleMarker([point[1], point[0]], {
        radius: 9, weight: 3, color: "#ffffff", fillColor: karta.INK, fillOpacity: 1, interactive: false,
      }).addTo(this.map);
    }

    send(kind, facts) {
      this.sent += 1;
      window.Streamlit.setComponentValue({ mount: MOUNT, n: this.sent, kind, ...facts });
    }

    /* ---- for tests ---- */
    get streets() { return this.base ? this.base.streets : 0; }
    get frames() { return this.layer ? this.layer.frames : 0; }
    setHour(hour) { this.clock.slider.value = String(hour); this.clock.slider.dispatchEvent(new Event("input")); }
    said(id) { return this.layer.describe(this.layer.index.get(id)); }
    pointOf(id) {
      const i = this.layer.index.get(id);
      const box = this.map.getContainer().getBoundingClientRect();
      const at = this.map.latLngToContainerPoint([this.data.places.lat[i], this.data.places.lon[i]]);
      return { x: box.left + at.x, y: box.top + at.y };
    }
  }

  karta.start = function (map) { window.kartaMap = new GapMap(map); };
  karta.show = function (text) { window.kartaMap.show(JSON.parse(text)); };
})();
