/* Ties the parts together and speaks to Python. Two entries, called by the scripts of karta.maps:
   karta.start(map) once for a frame, karta.show(text) for each new picture.
   Text of people reaches the page through textContent and canvas text alone.

   For tests and the curious, window.kartaMap: map, mode, ready (all layers drawn), hour, hours, counts {state: places in
   the shown hour}, states (of the legend, in its order), streets (lines of the base map), places, selected, sent
   (messages to Python), frames (drawings of the places), clusters, fetched (weeks that were fetched),
   setHour(hour) as if scrubbed, pointOf(place_id) -> {x, y} in the frame, said(place_id). */
(function () {
  "use strict";
  const karta = (window.karta = window.karta || {});
  const MOUNT = Math.random().toString(36).slice(2);

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
      this.fetched = 0;
      this.touched = false;
      this.still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (this.still) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
      map.options.zoomSnap = 0.25;
      map.options.zoomDelta = 0.75;
      map.options.wheelPxPerZoomLevel = 110;
      document.body.classList.toggle("karta-still", this.still);
    }

    /* ---- a new picture from Python: what is new of it is fetched, the rest stands ---- */
    show(data) {
      this.data = data;
      this.mode = data.mode;
      if (!this.base) this.build(data);
      this.credit.textContent = data.attribution;
      this.legend.hide(data.mode !== "gap");
      this.hint.hidden = data.mode === "gap";
      this.layer.areas = data.areas;
      this.fitWhenNew(data.bounds);
      const waits = [];
      if (data.ground.key !== this.groundKey) {
        this.groundKey = data.ground.key;
        waits.push(this.base.fetch(data.ground.url));
      }
      if (data.week.key !== this.weekKey) waits.push(this.fetchWeek(data.week));
      else this.showView();
      if (!waits.length) return;
      Promise.all(waits).then(() => {
        if (this.week) this.ready = true;
      }, () => this.failed());
    }

    async fetchWeek(wanted) {
      this.weekKey = wanted.key;
      const week = await karta.parcel(wanted.url);
      if (this.weekKey !== wanted.key) return;
      this.fetched += 1;
      this.again = false;
      this.week = week;
      this.hours = week.hours.length;
      this.places = week.place_id.length;
      this.legend.writeKinds(week.kinds, this.hiddenKinds(week.kinds));
      this.loads = this.load(week);
      this.layer.hour = undefined;
      this.layer.show(week);
      this.showView();
    }

    // What Python served may be gone when a page was left and come back to: it is asked for once more, then said.
    failed() {
      this.weekKey = this.groundKey = null;
      if (this.again) {
        this.hint.textContent = this.data.labels.failed;
        this.hint.hidden = false;
        return;
      }
      this.again = true;
      this.send("again", {});
    }

    showView() {
      const data = this.data;
      if (!this.week) return;
      if (data.mode !== "gap") {
        this.clock.root.hidden = true;
        if (!this.isAhead(data)) this.setPoint(data.view.point);
        this.hour = 0;
        this.layer.at(0);
        return;
      }
      if (!this.isAhead(data) || this.hour === undefined || this.hour >= this.hours) {
        this.hour = data.view.hour;
        this.selected = data.view.selected;
      }
      if (!this.isAhead(data)) this.address(data.address);
      this.clock.show(this.week.hours, this.week.days, this.loads, data.labels, data.jumps);
      this.clock.set(this.hour);
      this.mark(-1);
      this.redraw();
    }

    // The picture answers an older message than the last one sent: what the hand did since stands.
    isAhead(data) {
      const answered = data.answer_to;
      if (this.clock.moving) return true;
      return this.sent > 0 && !(answered && answered[0] === MOUNT && answered[1] >= this.sent);
    }

    // What is on screen is in the page's address, also where the page was opened without: filled in in its place, so that
    // Back goes to the page before and not to the same one. What stands there already is left alone.
    address(said) {
      const page = window.parent;
      const wanted = new URLSearchParams(said);
      const there = new URLSearchParams(page.location.search);
      const beside = [...there].filter(([name]) => karta.BESIDE.includes(name));
      const own = [...there].filter(([name]) => !karta.BESIDE.includes(name));
      const fits = own.every(([name, value]) => wanted.get(name) === value);
      if (!said || !fits || own.length === [...wanted].length) return;
      beside.forEach(([name, value]) => wanted.set(name, value));
      page.history.replaceState(page.history.state, "", "?" + wanted);
    }

    /* ---- building, once ---- */
    build(data) {
      const labels = data.labels;
      document.documentElement.lang = labels.language;
      const box = this.map.getContainer();
      box.setAttribute("aria-label", labels.map);
      box.setAttribute("role", "application");
      this.symbols = new karta.Symbols(labels);
      this.base = new karta.BaseMap();
      this.layer = new karta.Places(this.symbols);
      this.map.setView([0, 0], 2);
      this.base.addTo(this.map);
      this.layer.addTo(this.map);
      L.control.zoom({ position: "topleft", zoomInTitle: labels.zoom_in, zoomOutTitle: labels.zoom_out }).addTo(this.map);
      this.addWholeArea(labels);
      this.legend = new karta.Legend(box, this.symbols, (name, shown) => this.switchLayer(name, shown), (kind, shown) => {
        this.layer.hide(kind, !shown);
        this.redraw();
        this.tell();
      });
      this.states = this.legend.states;
      if (data.mode === "gap") this.legend.switchBySay(karta.said("lager"));
      this.credit = L.DomUtil.create("div", "karta-credit", box);
      this.hint = L.DomUtil.create("div", "karta-hint", box);
      this.hint.textContent = labels.point;
      this.hint.hidden = true;
      this.clock = new karta.Hours(document.body, (hour) => this.moveTo(hour), (hour) => this.rest(hour),
        (week, hour) => this.send("hour", { week, hour, place_id: this.selected }));
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
      option.hidden = true;
      let at = -1;
      const go = (i) => {
        at = (i + this.places) % this.places;
        const said = this.layer.describe(at);
        option.hidden = false;
        list.setAttribute("aria-activedescendant", option.id);
        option.textContent = [said.name, said.kind, said.state, said.figures].filter(Boolean).join(", ");
        const point = this.layer.latLng(at);
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
      box.addEventListener("pointerleave", () => {
        map.scrollWheelZoom.disable();
        this.layer.over(null);
        this.mark(-1);
      });
      map.on("mousemove", (event) => {
        const i = this.layer.find(event.containerPoint, slack(event));
        const cluster = i < 0 ? this.layer.findCluster(event.containerPoint) : null;
        this.layer.over(cluster);
        this.mark(i);
        box.classList.toggle("karta-on-place", (i >= 0 && this.mode === "gap") || cluster !== null);
      });
      map.on("click", (event) => {
        if (this.mode === "pick") {
          this.setPoint([event.latlng.lng, event.latlng.lat]);
          this.send("point", { lon: event.latlng.lng, lat: event.latlng.lat });
          return;
        }
        const i = this.layer.find(event.containerPoint, slack(event));
        const cluster = i < 0 ? this.layer.findCluster(event.containerPoint) : null;
        if (i >= 0) this.choose(i);
        else if (cluster) this.open(cluster);
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
      if (!this.week) return;
      this.layer.at(this.hour);
      const counts = this.layer.counts();
      this.counts = Object.fromEntries(karta.STATES.map((state, code) => [state, counts.states[code]]));
      this.legend.show(counts, this.symbols.number);
    }

    // How many places lack adults or are unknown, hour by hour: for the ribbon.
    load(week) {
      const kind = Uint8Array.from(week.looks, ([state]) => (state === 3 || state === 4 ? 1 : state === 5 ? 2 : 0));
      return Array.from({ length: week.hours.length }, (_, hour) => {
        const found = [0, 0, 0];
        for (let at = hour * this.places, end = at + this.places; at < end; at += 1) found[kind[week.cells[at]]] += 1;
        return { gap: found[1], unknown: found[2] };
      });
    }

    switchLayer(name, shown) {
      const bit = { double: karta.DOUBLE, open: karta.OPEN_UNSTAFFED }[name];
      if (bit) this.layer.layers = shown ? this.layer.layers | bit : this.layer.layers & ~bit;
      else if (name === "schools") {
        this.layer.schooling = shown;
        this.legend.classes.hidden = !shown;
      } else this.layer.walking = shown;
      this.layer.draw();
      this.tell();
    }

    // The kinds that the address says are put away; a week of other places may number them otherwise.
    hiddenKinds(kinds) {
      const away = karta.said("dolt").split(",");
      const hidden = new Set(kinds.map((_, number) => number).filter((number) => away.includes(kinds[number][0])));
      this.layer.hidden = hidden;
      return hidden;
    }

    // Which layers are shown, where it is not as at first, and which kinds are put away: into the address.
    tell() {
      if (!this.week) return;
      karta.say("lager", this.legend.switched());
      karta.say("dolt", this.week.kinds.filter((_, number) => this.layer.hidden.has(number)).map(([kind]) => kind).join(","));
    }

    // A cluster is opened by going closer, to where its places lie.
    open(cluster) {
      this.touched = true;
      const bounds = L.latLngBounds(Array.from(cluster.members, (i) => this.layer.latLng(i)));
      const zoom = Math.max(this.map.getZoom() + 1, this.map.getBoundsZoom(bounds, false, L.point(60, 60)));
      this.map.setView(bounds.getCenter(), Math.min(zoom, this.map.getZoom() + 3, 19), { animate: !this.still });
    }

    mark(hovered) {
      const selected = this.selected === null ? undefined : this.layer.index && this.layer.index.get(this.selected);
      this.layer.mark(hovered, selected === undefined ? -1 : selected);
    }

    choose(i) {
      if (this.mode !== "gap") return;
      this.selected = this.week.place_id[i];
      this.mark(i);
      this.send("click", { place_id: this.selected, hour: this.hour });
    }

    rest(hour) {
      this.send("hour", { hour, place_id: this.selected });
    }

    setPoint(point) {
      if (this.pin) this.pin.remove();
      this.pin = point && L.circleMarker([point[1], point[0]], {
        radius: 9, weight: 3, color: karta.colours.paper, fillColor: karta.INK, fillOpacity: 1, interactive: false,
      }).addTo(this.map);
    }

    send(kind, facts) {
      this.sent += 1;
      window.Streamlit.setComponentValue({ mount: MOUNT, n: this.sent, kind, ...facts });
    }

    /* ---- for tests ---- */
    get streets() { return this.base ? this.base.streets : 0; }
    get clusters() { return this.layer ? this.layer.clusters.list.length : 0; }
    get frames() { return this.layer ? this.layer.frames : 0; }
    setHour(hour) { this.clock.slider.value = String(hour); this.clock.slider.dispatchEvent(new Event("input")); }
    said(id) { return this.layer.describe(this.layer.index.get(id)); }
    pointOf(id) {
      const i = this.layer.index.get(id);
      const box = this.map.getContainer().getBoundingClientRect();
      const at = this.map.latLngToContainerPoint(this.layer.latLng(i));
      return { x: box.left + at.x, y: box.top + at.y };
    }
  }

  karta.start = function (map) { window.kartaMap = new GapMap(map); };
  karta.show = function (text) { window.kartaMap.show(JSON.parse(text)); };
})();
