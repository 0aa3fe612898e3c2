/* Opens what karta.maps.parcel packs: a JSON head and typed arrays, deflated. Fetched from this server, once. */
(function () {
  "use strict";
  const KINDS = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array };

  async function parcel(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error("parcel " + answer.status);
    const opened = answer.body.pipeThrough(new DecompressionStream("deflate"));
    const bytes = await new Response(opened).arrayBuffer();
    const length = new DataView(bytes).getUint32(0, true);
    const content = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    content.arrays.forEach(([name, kind, at, count]) => {
      content[name] = new KINDS[kind](bytes, 4 + length + at, count);
    });
    return content;
  }

  karta.parcel = parcel;
})();
