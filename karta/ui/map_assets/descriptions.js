/* What a place or a cluster is in the shown hour, in words: for its card, and for who browses the places by key. */
(function () {
  "use strict";
  const BETWEEN = " \u00B7 ";

  class Descriptions {
    constructor(places) {
      this.places = places;
      this.labels = places.symbols.labels;
    }

    format(number) {
      return this.places.symbols.number.format(number);
    }

    ofPlace(i) {
      const { week, schooling } = this.places;
      const [code, gap, presence, marks] = week.looks[this.places.cell(i)];
      const state = karta.STATES[code];
      const { labels } = this;
      const figures = [];
      if (presence > 0 || ["full", "thin"].includes(state)) figures.push(this.people(presence / 100, "present"));
      if (["thin", "empty"].includes(state)) figures.push(this.people(gap / 100, "missing"));
      if (state === "visit") figures.push(this.people(gap / 100, "visit"));
      const extra = [];
      if (marks & karta.DOUBLE) extra.push(labels.double);
      if (marks & karta.OPEN_UNSTAFFED) extra.push(labels.open_unstaffed);
      if (marks & karta.AROUND_TRAINING) extra.push(labels.around_training);
      const school = schooling && this.places.schools.find(([at]) => at === i);
      if (school) extra.push(labels.schools + ": " + labels["school_" + school[1]]);
      return {
        name: week.name[i], kind: week.kinds[week.kind[i]][1],
        state: labels[marks & karta.UNKNOWN_OPENING ? "state_unopened" : "state_" + state],
        figures: figures.join(BETWEEN), extra: extra.join(BETWEEN),
      };
    }

    people(number, word) {
      const some = this.labels[word + (number === 1 ? "_one" : "_many")];
      const label = number === 0 ? this.labels[word + "_none"] ?? some : some;
      return label.split("{n}").join(this.format(number));
    }

    ofCluster(cluster) {
      const { labels, places } = this;
      const { full, short, unknown, suggested } = places.countOf(cluster);
      const parts = [["full", full], ["empty", short], ["unknown", unknown], ["suggested", suggested]]
        .filter(([, count]) => count).map(([state, count]) => labels["short_" + state] + ": " + this.format(count));
      return {
        name: labels.cluster.split("{n}").join(this.format(cluster.members.length)), kind: "", state: parts.join(BETWEEN),
        figures: "", extra: labels.cluster_hint,
      };
    }
  }

  karta.Descriptions = Descriptions;
})();
