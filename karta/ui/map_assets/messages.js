/* What the map tells the page. A message that picture and page have not answered after a while is sent once more, under its
   number: a page that did take it into account takes it for the same, and one between two runs of which it was lost hears
   it. */
(function () {
  "use strict";
  const MOUNT = Math.random().toString(36).slice(2);
  const ANSWER_MS = 2500;

  class Messages {
    // `isWaiting()` tells whether the latest picture answers an older message than the last one.
    constructor(isWaiting) {
      this.isWaiting = isWaiting;
      this.sent = 0;
    }

    send(kind, facts) {
      this.sent += 1;
      const message = { mount: MOUNT, n: this.sent, kind, ...facts };
      window.Streamlit.setComponentValue(message);
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        if (this.isWaiting()) window.Streamlit.setComponentValue({ ...message, again: true });
      }, ANSWER_MS);
    }

    // Whether the page below the map, which says what it answers, knows less than was sent. What the server sends last may
    // be lost when the next run begins: then the map is right, and the rest of the page stays at the hour before.
    pageIsBehind() {
      const { answered } = window.parent.karta ?? {};
      return Boolean(answered) && !this.isAnsweredBy(answered);
    }

    // Whether a picture with this answer knows of all that was sent.
    isAnsweredBy(answer) {
      return this.sent === 0 || Boolean(answer && answer[0] === MOUNT && answer[1] >= this.sent);
    }
  }

  karta.Messages = Messages;
})();
