/* The boundaries of an earlier edition, laid over the districts as dashed lines with the names of those that are no more. */
(function () {
  "use strict";
  const { geometry } = ChikuMap;
  const LOOKS = ["chiku-former-halo", "chiku-former"]; // a light band beneath, so that the dashes show on every fill

  function create(map) {
    map.createPane("chiku-former").style.zIndex = 425;
    map.getPane("chiku-former").style.pointerEvents = "none";
    const renderer = L.svg({ pane: "chiku-former", padding: 0.3 });
    const group = L.layerGroup().addTo(map);
    let names = [];

    /* Without content nothing is drawn. */
    function draw(content, word) {
      group.clearLayers();
      names = [];
      const features = (content && content.f) || [];
      const lines = features.filter((feature) => feature.t === "line");
      LOOKS.forEach((className) => lines.forEach((feature) =>
        group.addLayer(L.polyline(geometry.lines(feature.g, content.s), { renderer, className, interactive: false, smoothFactor: 1 }))));
      features.filter((feature) => feature.t === "point").forEach((feature) =>
        names.push({ at: geometry.point(feature.g, content.s), name: word.replace("{names}", feature.name), rank: 0, kind: "former" }));
    }

    return { draw, names: () => names };
  }

  ChikuMap.former = { create };
})();
