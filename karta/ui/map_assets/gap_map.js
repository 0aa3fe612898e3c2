/* Ties the parts together and speaks to Python. Two entries, called by the scripts of karta.maps:
   karta.start(map) once for a frame, karta.show(text) for each new picture.
   Text of people reaches the page through textContent and canvas text alone.

   For tests and the curious, window.kartaMap: map, mode, ready (all layers drawn), hour, hours, counts {state: places in
   the shown hour}, states (of the legend, in its order), streets (lines of the base map), places, selected, sent
   (messages to Python), frames (drawings of the places), clusters, fetched (weeks that were fetched), touched,
   setHour(hour) as if scrubbed, pointOf(place_id) -> {x, y} in the frame, describe(place_id). */
(function () {
  "use strict";

  function slackOf(event) {
    return event.originalEvent && event.originalEvent.pointerType === "touch" ? 12 : 3;
  }

  class GapMap {
    constructor(map) {
      this.map = map;
      this.messages = new karta.Messages(() => !this.clock.moving && (this.isAhead(this.picture) || this.isAlone()));
      this.selected = null;
      this.counts = {};
      this.states = [];
      this.fetched = 0;
      this.still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (this.still) Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
      map.options.zoomSnap = 0.25;
      map.options.zoomDelta = 0.75;
      map.options.wheelPxPerZoomLevel = 110;
      document.body.classList.toggle("karta-still", this.still);
    }

    // A new picture from Python: what is new of it is fetched, the rest stands.
    show(picture) {
      this.picture = picture;
      this.mode = picture.mode;
      if (!this.base) this.build(picture);
      this.credit.textContent = picture.attribution;
      this.legend.hide(picture.mode !== "gap");
      this.hint.hidden = picture.mode === "gap";
      this.layer.areas = picture.areas;
      this.view.show(picture.bounds, picture.opening || picture.bounds);
      const waits = [];
      if (picture.ground.key !== this.groundKey) {
        this.groundKey = picture.ground.key;
        waits.push(this.base.fetch(picture.ground.url));
      }
      if (picture.week.key === this.weekKey) this.showView();
      else waits.push(this.fetchWeek(picture.week));
      if (waits.length === 0) return;
      Promise.all(waits).then(() => {
        if (this.week) this.ready = true;
      }, () => this.failed());
    }

    async fetchWeek(wanted) {
      this.weekKey = wanted.key;
      const week = await karta.parcel(wanted.url);
      if (this.weekKey !== wanted.key) return;
      this.fetched += 1;
      this.renewed = false;
      this.week = week;
      this.hours = week.hours.length;
      this.places = week.place_id.length;
      this.legend.writeKinds(week.kinds, this.hiddenKinds(week.kinds));
      this.layer.hour = undefined;
      this.layer.show(week);
      this.loads = this.layer.numbers.load();
      this.showView();
    }

    // What Python served may be gone when a page was left and come back to: it is sent for once more, then the hint says so.
    failed() {
      this.weekKey = this.groundKey = null;
      if (this.renewed) {
        this.hint.textContent = this.picture.labels.failed;
        this.hint.hidden = false;
        return;
      }
      this.renewed = true;
      this.send("renew", {});
    }

    showView() {
      const { picture } = this;
      if (!this.week) return;
      if (picture.mode !== "gap") {
        this.clock.root.hidden = true;
        if (!this.isAhead(picture)) {
          this.marks.showPoint(picture.view.point);
          this.marks.show(picture.view.marks);
        }
        this.hour = 0;
        this.layer.at(0);
        return;
      }
      if (!this.isAhead(picture) || this.hour === undefined || this.hour >= this.hours) {
        this.hour = picture.view.hour;
        this.selected = picture.view.selected;
      }
      if (!this.isAhead(picture)) karta.address.fillIn(picture.address);
      this.clock.show(this.week.hours, this.week.days, this.loads, picture.labels, picture);
      this.clock.set(this.hour);
      this.mark(-1);
      this.redraw();
    }

    // The picture answers an older message than the last one sent: what the hand did since stands.
    isAhead(picture) {
      return this.clock.moving || !this.messages.isAnsweredBy(picture.answer_to);
    }

    // The picture has come, and what stands below the map has not.
    isAlone() {
      return this.mode === "gap" && this.messages.pageIsBehind();
    }

    // Once for a frame.
    build(picture) {
      const { labels } = picture;
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
      this.legend = new karta.Legend(box, this.symbols, (name, shown) => this.switchLayer(name, shown), (kind, shown) => {
        this.layer.hide(kind, !shown);
        this.redraw();
        this.writeAddress();
      });
      this.view = new karta.MapView(this.map, this.legend, !this.still);
      this.view.addButton(labels);
      this.states = this.legend.states;
      if (picture.mode === "gap") this.legend.switchBy(karta.address.read("lager"));
      this.credit = L.DomUtil.create("div", "karta-credit", box);
      this.hint = L.DomUtil.create("div", "karta-hint", box);
      this.hint.textContent = labels.point;
      this.hint.hidden = true;
      this.clock = new karta.Hours(document.body, (hour) => this.moveTo(hour), (hour) => this.rest(hour),
        (week, hour) => this.send("hour", { week, hour, place_id: this.selected }));
      this.legend.stand(box.clientWidth, box, this.clock.root);
      this.keys = new karta.PlaceKeys(box, this.layer, labels, (i) => this.goTo(i), (i) => this.choose(i));
      this.marks = new karta.Marks(this.map, (moved) => this.send("stop", moved));
      this.listen();
      this.dress();
    }

    dress() {
      const fonts = karta.pageFonts();
      for (const font of fonts) document.fonts.add(font);
      // Where it cannot be had, the map wears the system's.
      Promise.all(fonts.map((font) => font.load())).then(() => {
        this.layer.redo();
        this.legend.paint(this.symbols);
      }).catch(() => null);
    }

    listen() {
      const { map } = this;
      const box = map.getContainer();
      map.scrollWheelZoom.disable();
      document.addEventListener("keydown", () => document.body.classList.add("karta-by-key"));
      document.addEventListener("pointerdown", () => document.body.classList.remove("karta-by-key"), true);
      box.addEventListener("pointerdown", () => { map.scrollWheelZoom.enable(); this.touched = true; });
      box.addEventListener("pointerleave", () => {
        map.scrollWheelZoom.disable();
        this.layer.card.over(null);
        this.mark(-1);
      });
      map.on("mousemove", (event) => {
        const [i, cluster] = this.under(event);
        this.layer.card.over(cluster);
        this.mark(i);
        box.classList.toggle("karta-on-place", (i >= 0 && this.mode === "gap") || cluster !== null);
      });
      map.on("click", (event) => this.onClick(event));
      map.on("moveend", () => { if (this.ready && this.touched) this.view.remember(); });
      new ResizeObserver(() => {
        this.legend.stand(box.clientWidth, box, this.clock.root);
        map.invalidateSize({ animate: false });
        if (!this.touched) this.view.fit();
      }).observe(box);
    }

    // The place (-1: none) and, where there is none, the cluster under the pointer.
    under(event) {
      const i = this.layer.find(event.containerPoint, slackOf(event));
      return [i, i < 0 ? this.layer.findCluster(event.containerPoint) : null];
    }

    onClick(event) {
      if (this.mode === "pick") {
        if (this.marks.list.length > 0) return;
        this.marks.showPoint([event.latlng.lng, event.latlng.lat]);
        this.send("point", { lon: event.latlng.lng, lat: event.latlng.lat });
        return;
      }
      const [i, cluster] = this.under(event);
      if (i >= 0) this.choose(i);
      else if (cluster) this.view.open(Array.from(cluster.members, (member) => this.layer.latLng(member)));
      else this.layer.card.dismiss();
    }

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

    switchLayer(name, shown) {
      const bit = { double: karta.DOUBLE, open: karta.OPEN_UNSTAFFED, around: karta.AROUND_TRAINING }[name];
      if (bit) this.layer.layers = shown ? this.layer.layers | bit : this.layer.layers & ~bit;
      else if (name === "schools") {
        this.layer.schooling = shown;
        this.legend.classes.hidden = !shown;
      } else this.layer.walking = shown;
      this.layer.draw();
      this.writeAddress();
    }

    // The kinds that the address says are put away; a week of other places may number them otherwise.
    hiddenKinds(kinds) {
      const away = karta.address.read("dolt").split(",");
      const hidden = new Set(kinds.map((_, number) => number).filter((number) => away.includes(kinds[number][0])));
      this.layer.hidden = hidden;
      return hidden;
    }

    // Which layers are shown, where it is not as at first, and which kinds are put away.
    writeAddress() {
      if (!this.week) return;
      const away = this.week.kinds.filter((_, number) => this.layer.hidden.has(number)).map(([kind]) => kind);
      karta.address.write("lager", this.legend.switched());
      karta.address.write("dolt", away.join(","));
    }

    mark(hovered) {
      const selected = this.selected === null ? undefined : this.layer.index && this.layer.index.get(this.selected);
      this.layer.mark(hovered, selected === undefined ? -1 : selected);
    }

    goTo(i) {
      if (i >= 0) this.view.bring(this.layer.latLng(i));
      this.mark(i);
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

    send(kind, facts) {
      this.messages.send(kind, facts);
    }

    get sent() { return this.messages.sent; }
    get touched() { return this.view.touched; }
    set touched(touched) { this.view.touched = touched; }
    get streets() { return this.base ? this.base.streets : 0; }
    get clusters() { return this.layer ? this.layer.clusters.list.length : 0; }
    get frames() { return this.layer ? this.layer.frames : 0; }
    setHour(hour) { this.clock.slider.value = String(hour); this.clock.slider.dispatchEvent(new Event("input")); }
    describe(id) { return this.layer.descriptions.ofPlace(this.layer.index.get(id)); }
    pointOf(id) {
      const box = this.map.getContainer().getBoundingClientRect();
      const at = this.map.latLngToContainerPoint(this.layer.latLng(this.layer.index.get(id)));
      return { x: box.left + at.x, y: box.top + at.y };
    }
  }

  karta.start = function (map) { window.kartaMap = new GapMap(map); };
  karta.show = function (text) { window.kartaMap.show(JSON.parse(text)); };
})();
