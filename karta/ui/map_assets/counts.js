/* How many places are so: for the legend in the shown hour, for the ribbon in each hour of the week. */
(function () {
  "use strict";
  const SHORT = new Set([3, 4, 7]);
  const UNKNOWN = 5;

  function loadOf(state) {
    if (SHORT.has(state)) return 1;
    return state === UNKNOWN ? 2 : 0;
  }

  class Counts {
    constructor(week) {
      this.week = week;
      this.count = week.place_id.length;
      this.states = Uint8Array.from(week.looks, ([state]) => state);
      this.present = Uint8Array.from(week.looks, ([, , presence]) => (presence > 0 ? 1 : 0));
      this.marks = Uint8Array.from(week.looks, ([, , , marks]) => marks);
      this.schools = week.schools || [];
    }

    // Places in each state, with known adults, doubly staffed, open but unstaffed, with a gap around a training; and by
    // kind, hidden kinds as well.
    at(hour, hidden) {
      const { cells, kind } = this.week;
      const kinds = new Uint32Array(this.week.kinds.length);
      const looks = new Uint32Array(this.week.looks.length);
      const from = hour * this.count;
      const shown = Uint8Array.from(kinds, (_, number) => (hidden.has(number) ? 0 : 1));
      for (let i = 0; i < this.count; i += 1) {
        kinds[kind[i]] += 1;
        looks[cells[from + i]] += shown[kind[i]];
      }
      const states = new Uint32Array(karta.STATES.length);
      let [present, double, open, around] = [0, 0, 0, 0];
      looks.forEach((count, number) => {
        states[this.states[number]] += count;
        if (this.present[number]) present += count;
        if (this.marks[number] & karta.DOUBLE) double += count;
        if (this.marks[number] & karta.OPEN_UNSTAFFED) open += count;
        if (this.marks[number] & karta.AROUND_TRAINING) around += count;
      });
      const schools = karta.SCHOOL_CLASSES.map(() => 0);
      this.schools.forEach(([i, reach]) => { schools[reach] += shown[kind[i]]; });
      return { states, kinds, present, double, open, around, schools };
    }

    // How many places lack adults or a visit, or are unknown, hour by hour.
    load() {
      const { cells, hours } = this.week;
      const loads = Uint8Array.from(this.states, (state) => loadOf(state));
      return Array.from(hours, (_, hour) => {
        const totals = [0, 0, 0];
        for (let at = hour * this.count, end = at + this.count; at < end; at += 1) totals[loads[cells[at]]] += 1;
        return { gap: totals[1], unknown: totals[2] };
      });
    }
  }

  karta.Counts = Counts;
})();
