/* Geometry as it travels: integers (degrees times a scale), each ring or line one flat list, first point then differences. */
(function () {
  "use strict";
  const ChikuMap = (window.ChikuMap = window.ChikuMap || {});
  const requested = new Map(); // address -> promise; the name carries the content's hash, so once is enough

  /* [x0, y0, dx1, dy1, …] -> latitudes and longitudes for Leaflet */
  function path(numbers, scale) {
    const out = new Array(numbers.length / 2);
    let x = 0;
    let y = 0;
    for (let i = 0; i < numbers.length; i += 2) {
      x += numbers[i];
      y += numbers[i + 1];
      out[i / 2] = L.latLng(y / scale, x / scale);
    }
    return out;
  }

  const polygons = (list, scale) => list.map((rings) => rings.map((ring) => path(ring, scale)));
  const lines = (list, scale) => list.map((line) => path(line, scale));
  const point = (pair, scale) => L.latLng(pair[1] / scale, pair[0] / scale);

  async function read(address) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(address + ": " + answer.status);
    return answer.json();
  }

  /* The content of an address, asked for once; a failure is forgotten, so that the next try asks again. */
  function load(address) {
    if (!requested.has(address)) {
      const promise = read(address);
      promise.catch(() => requested.delete(address));
      requested.set(address, promise);
    }
    return requested.get(address);
  }

  ChikuMap.geometry = { polygons, lines, point, load, requested };
})();
