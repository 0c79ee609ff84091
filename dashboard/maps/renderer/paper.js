/* The quiet backdrop: sea, land, water beneath the districts; rivers, roads, railways faintly above their fill. */
(function () {
  "use strict";
  const { geometry } = ChikuMap;
  const AREAS = ["land", "sea", "water"]; // painted in this order
  const LINES = ["outline", "river", "road", "rail"];

  function create(map) {
    map.createPane("chiku-areas").style.zIndex = 250;
    map.createPane("chiku-lines").style.zIndex = 420;
    ["chiku-areas", "chiku-lines"].forEach((name) => (map.getPane(name).style.pointerEvents = "none"));
    const areas = L.svg({ pane: "chiku-areas", padding: 0.3 });
    const lines = L.svg({ pane: "chiku-lines", padding: 0.3 });
    const group = L.layerGroup().addTo(map);
    let names = [];

    function draw(content) {
      group.clearLayers();
      names = [];
      const features = (content && content.f) || [];
      const rank = (feature) => AREAS.concat(LINES).indexOf(feature.layer);
      features.slice().sort((a, b) => rank(a) - rank(b)).forEach((feature) => add(feature, content.s));
      if (map.getContainer) map.getContainer().classList.toggle("chiku-has-sea", features.some((f) => f.layer === "sea"));
    }

    function add(feature, scale) {
      const className = "chiku-paper chiku-" + feature.layer + " chiku-rank-" + Math.min(feature.rank || 1, 3);
      const look = { className, interactive: false, smoothFactor: 1.2 };
      if (feature.t === "polygon") {
        const renderer = feature.layer === "outline" ? lines : areas;
        group.addLayer(L.polygon(geometry.polygons(feature.g, scale), { ...look, renderer }));
      } else if (feature.t === "line") {
        const path = geometry.lines(feature.g, scale);
        group.addLayer(L.polyline(path, { ...look, renderer: lines }));
        if (feature.layer === "rail") group.addLayer(L.polyline(path, { ...look, className: className + " chiku-ties", renderer: lines }));
      } else if (feature.name) {
        names.push({ at: geometry.point(feature.g, scale), name: feature.name, rank: feature.rank || 3, kind: feature.layer });
      }
    }

    return { draw, names: () => names };
  }

  ChikuMap.paper = { create };
})();
