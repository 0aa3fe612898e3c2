/* The hour control: a range slider under a ribbon that shows, hour by hour, how many places lack adults or a visit (solid)
   and how many are unknown (hatched). Arrows step an hour, with Shift or Ctrl a day; a day's name and the jumps beside the
   player are pressed. A line marks now, and what has been is dimmed. Moving it draws in the browser only; letting go says
   so once. */
(function () {
  "use strict";
  const KEYBOARD_REST_MS = 350;
  const PLAY_STEP_MS = 420;
  const THUMB = 18;
  const RIBBON_HIGH = 34;
  const DAY = 24;

  function make(tag, name, parent) {
    return L.DomUtil.create(tag, name, parent);
  }

  class Hours {
    /* `onMove(hour)` at every step, `onRest(hour)` once when the hour is let go, `onLeave(week, hour)` for another week. */
    constructor(parent, onMove, onRest, onLeave) {
      this.onMove = onMove;
      this.onRest = onRest;
      this.onLeave = onLeave;
      this.pressed = false;
      this.root = make("div", "karta-hours", parent);
      const head = make("div", "karta-hours-head", this.root);
      this.back = this.button(head, "karta-step", "\u2039", () => this.step(-1));
      this.now = make("output", "karta-now", head);
      this.next = this.button(head, "karta-step", "\u203A", () => this.step(1));
      this.player = this.button(head, "karta-play", "\u25B6", () => this.togglePlay());
      this.jumps = make("div", "karta-jumps", head);
      this.key = make("div", "karta-key", head);
      const track = make("div", "karta-track", this.root);
      this.ribbon = make("canvas", "karta-ribbon", track);
      this.present = make("span", "karta-present", track);
      this.slider = make("input", "karta-slider", track);
      this.slider.type = "range";
      this.slider.min = "0";
      this.slider.step = "1";
      this.days = make("div", "karta-days", this.root);
      this.listen();
      new ResizeObserver(() => this.lay()).observe(track);
    }

    button(parent, name, sign, act) {
      const made = make("button", name, parent);
      made.type = "button";
      made.textContent = sign;
      made.addEventListener("click", act);
      return made;
    }

    listen() {
      const slider = this.slider;
      slider.addEventListener("pointerdown", () => { this.pressed = true; this.stop(); });
      slider.addEventListener("keydown", (event) => this.onKey(event));
      slider.addEventListener("pointercancel", () => { this.pressed = false; });
      slider.addEventListener("input", () => this.move(Number(slider.value)));
      slider.addEventListener("change", () => {
        const pointer = this.pressed;
        this.pressed = false;
        this.rest(pointer ? 0 : KEYBOARD_REST_MS);
      });
    }

    onKey(event) {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      const day = { PageUp: 1, PageDown: -1 }[event.key] || (event.shiftKey || event.ctrlKey ? way : 0);
      if (event.key === " ") this.togglePlay();
      else if (day) this.step(day * DAY, true);
      else return;
      event.preventDefault();
    }

    // `now`: how many of the hours have been; null where that means nothing.
    show(hours, days, load, labels, { jumps, now }) {
      this.hours = hours;
      this.dayStarts = days;
      this.load = load;
      this.labels = labels;
      this.been = now;
      this.present.textContent = labels.now;
      this.root.hidden = hours.length < 2;
      this.slider.max = String(hours.length - 1);
      this.slider.setAttribute("aria-label", labels.hour);
      [[this.back, "previous_hour"], [this.next, "next_hour"], [this.player, "play"]].forEach(([button, key]) => {
        button.setAttribute("aria-label", labels[key]);
        button.title = labels[key];
      });
      this.slider.title = labels.hour_help;
      this.writeKey(labels);
      this.writeJumps(jumps);
      this.lay();
    }

    writeJumps(jumps) {
      this.jumps.textContent = "";
      jumps.forEach((jump) => {
        this.button(this.jumps, "karta-jump", jump.label, () => {
          if (jump.week) this.onLeave(jump.week, jump.hour);
          else this.go(jump.hour);
        });
      });
    }

    go(hour) {
      this.stop();
      this.move(Math.max(0, Math.min(this.hours.length - 1, hour)));
      this.rest(0);
    }

    writeKey(labels) {
      this.key.textContent = "";
      make("span", "", this.key).textContent = labels.ribbon;
      ["gap", "unknown"].forEach((what) => {
        make("span", "karta-key-" + what, this.key);
        make("span", "", this.key).textContent = labels["ribbon_" + what];
      });
    }

    set(hour) {
      this.hour = hour;
      this.slider.value = String(hour);
      this.slider.setAttribute("aria-valuetext", this.hours[hour]);
      this.now.textContent = this.hours[hour];
      this.markNow();
    }

    move(hour) {
      this.set(hour);
      this.onMove(hour);
    }

    // A step of a day beyond the week's ends goes nowhere; that of an hour stops at the end.
    step(by, whole) {
      this.stop();
      const to = this.hour + by;
      if (whole && (to < 0 || to >= this.hours.length)) return;
      this.move(Math.max(0, Math.min(this.hours.length - 1, to)));
      this.rest(KEYBOARD_REST_MS);
    }

    // An arrow key that stays down gives many changes: they count as a single one when the hand rests.
    rest(wait) {
      window.clearTimeout(this.resting);
      this.busy = true;
      this.resting = window.setTimeout(() => {
        this.busy = false;
        this.onRest(this.hour);
      }, wait);
    }

    get moving() {
      return this.pressed || this.busy || Boolean(this.playing);
    }

    togglePlay() {
      if (this.playing) {
        this.stop();
        this.rest(0);
        return;
      }
      this.player.textContent = "\u2759\u2759";
      this.player.setAttribute("aria-label", this.labels.pause);
      this.playing = window.setInterval(() => this.move((this.hour + 1) % this.hours.length), PLAY_STEP_MS);
    }

    stop() {
      if (!this.playing) return;
      window.clearInterval(this.playing);
      this.playing = null;
      this.player.textContent = "\u25B6";
      this.player.setAttribute("aria-label", this.labels.play);
    }

    lay() {
      if (!this.hours) return;
      const wide = this.ribbon.parentNode.clientWidth;
      if (!wide) return;
      this.pitch = (wide - THUMB) / Math.max(1, this.hours.length - 1);
      const dpr = Math.max(1, window.devicePixelRatio || 1);
      this.ribbon.width = Math.round(wide * dpr);
      this.ribbon.height = Math.round(RIBBON_HIGH * dpr);
      this.ribbon.style.height = RIBBON_HIGH + "px";
      const ctx = this.ribbon.getContext("2d");
      ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      this.drawRibbon(ctx, wide);
      this.writeDays(wide);
      this.markNow();
    }

    left(hour) {
      return THUMB / 2 + hour * this.pitch;
    }

    drawRibbon(ctx, wide) {
      ctx.clearRect(0, 0, wide, RIBBON_HIGH);
      ctx.fillStyle = karta.colours.tick;
      this.dayStarts.forEach(([start]) => {
        if (start) ctx.fillRect(Math.round(this.left(start) - this.pitch / 2), 0, 1, RIBBON_HIGH);
      });
      const most = Math.max(1, ...this.load.map((hour) => hour.gap + hour.unknown));
      const bar = Math.max(1, Math.min(10, this.pitch - (this.pitch > 3 ? 1 : 0.2)));
      this.load.forEach((hour, i) => {
        const x = this.left(i) - bar / 2;
        const gap = (hour.gap / most) * (RIBBON_HIGH - 3);
        const unknown = (hour.unknown / most) * (RIBBON_HIGH - 3);
        ctx.fillStyle = karta.INK;
        ctx.fillRect(x, RIBBON_HIGH - gap, bar, gap);
        for (let y = RIBBON_HIGH - gap - 2; y >= RIBBON_HIGH - gap - unknown; y -= 2.5) {
          ctx.fillStyle = karta.colours.bar;
          ctx.fillRect(x, y, bar, 1.1);
        }
      });
      this.dim(ctx);
    }

    dim(ctx) {
      const within = this.been !== null && this.been >= 0 && this.been < this.hours.length;
      this.present.hidden = !within;
      if (this.been === null || this.been < 0) return;
      const to = this.left(Math.min(this.been, this.hours.length)) - this.pitch / 2;
      ctx.globalAlpha = 0.62;
      ctx.fillStyle = karta.colours.paper;
      ctx.fillRect(0, 0, to, RIBBON_HIGH);
      ctx.globalAlpha = 1;
      if (!within) return;
      ctx.fillStyle = karta.colours.text;
      ctx.fillRect(to - 1, 0, 2, RIBBON_HIGH);
      this.present.style.left = to + "px";
    }

    writeDays(wide) {
      this.days.textContent = "";
      this.dayStarts.forEach(([start, name], i) => {
        const end = i + 1 < this.dayStarts.length ? this.dayStarts[i + 1][0] : this.hours.length;
        const room = (end - start) * this.pitch;
        if (room < 26) return;
        const day = this.button(this.days, "karta-day", "", () => this.go(Math.min(end - 1, start + this.hourOfDay())));
        day.title = name;
        day.textContent = room < 74 ? name.split(" ")[0] : name;
        day.style.left = ((this.left(start) - this.pitch / 2) / wide) * 100 + "%";
        day.style.width = (room / wide) * 100 + "%";
        day.dataset.start = String(start);
        day.dataset.end = String(end);
      });
    }

    hourOfDay() {
      const starts = this.dayStarts.map(([start]) => start).filter((start) => start <= this.hour);
      return this.hour - starts.at(-1);
    }

    markNow() {
      Array.from(this.days.children).forEach((day) => {
        day.classList.toggle("karta-today", this.hour >= Number(day.dataset.start) && this.hour < Number(day.dataset.end));
      });
    }
  }

  karta.Hours = Hours;
})();
