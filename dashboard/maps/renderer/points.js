/* Points with a shape and a letter.  Near ones are gathered into one sign with a count; on one spot they fan out on a click. */
(function () {
  "use strict";
  const { element, svg } = ChikuMap.dom;
  const SIZE = 24;
  const NEAR = 22; // pixels
  const FEW = 60;
  const LISTED = 6;
  const SHAPES = {
    circle: "M12,2 a10,10 0 1 0 0.01,0 z",
    square: "M3,3 h18 v18 h-18 z",
    triangle: "M12,1.5 L23,21.5 H1 z",
    diamond: "M12,0.5 L23.5,12 L12,23.5 L0.5,12 z",
    hexagon: "M6.5,2 h11 L23,12 L17.5,22 h-11 L1,12 z",
  };

  const decode = ([id, x, y, mark, fill, ink, shape, hollow, kind, name, text]) =>
    ({ id, at: L.latLng(y, x), mark, fill, ink, shape, hollow: Boolean(hollow), kind, name, text });

  /* The sign of one class of points, for the map and for the legend. */
  function sign(point, parent, size) {
    const root = svg("svg", { viewBox: "0 0 24 24", width: size || SIZE, height: size || SIZE, "aria-hidden": "true" }, parent);
    const look = point.hollow ? "chiku-hollow" : "chiku-solid";
    svg("path", { d: SHAPES[point.shape] || SHAPES.circle, class: "chiku-sign " + look, fill: point.hollow ? "" : point.fill, stroke: point.hollow ? point.fill : "" }, root);
    const y = point.shape === "triangle" ? 18.5 : 16.2;
    svg("text", { x: 12, y, class: "chiku-letter", fill: point.hollow ? "" : point.ink }, root).textContent = point.mark;
    return root;
  }

  /* Gather points nearer than NEAR pixels: each joins the first group in its own or a neighbouring cell. */
  function gather(map, points) {
    const cells = new Map();
    const groups = [];
    points.forEach((point) => {
      const at = map.project(point.at, map.getZoom());
      const [column, row] = [Math.floor(at.x / NEAR), Math.floor(at.y / NEAR)];
      let found = null;
      for (let i = -1; i <= 1 && !found; i += 1)
        for (let j = -1; j <= 1 && !found; j += 1)
          found = (cells.get(column + i + ":" + (row + j)) || []).find((group) => group.spot.distanceTo(at) < NEAR) || null;
      if (found) { found.points.push(point); return; }
      const group = { spot: at, at: point.at, points: [point] };
      const key = column + ":" + row;
      cells.set(key, (cells.get(key) || []).concat(group));
      groups.push(group);
    });
    return groups;
  }

  function create(map, onPoint) {
    map.createPane("chiku-points").style.zIndex = 500;
    const layer = L.layerGroup().addTo(map);
    let points = [];
    let groups = [];
    let words = {};
    let known = "";

    function tip(group) {
      const content = element("div");
      if (group.points.length > 1) element("strong", "", words.several.replace("{count}", group.points.length), content);
      group.points.slice(0, LISTED).forEach((point) => {
        element(group.points.length > 1 ? "div" : "strong", "", point.name, content);
        if (group.points.length === 1) [point.kind, point.text].filter(Boolean).forEach((line) => element("div", "", line, content));
      });
      if (group.points.length > LISTED) element("div", "", "…", content);
      return content;
    }

    /* One kind keeps its sign, with a count; several kinds together are a neutral disc with their number. */
    function picture(group) {
      const box = element("div");
      const [first, ...others] = group.points;
      if (others.some((point) => point.kind !== first.kind || point.mark !== first.mark)) {
        element("span", "chiku-several", group.points.length, box);
      } else {
        sign(first, box);
        if (others.length) element("span", "chiku-count", group.points.length, box);
      }
      return box;
    }

    function put(group, at) {
      const icon = L.divIcon({ className: "chiku-point", html: picture(group), iconSize: [SIZE, SIZE], iconAnchor: [SIZE / 2, SIZE / 2] });
      const marker = L.marker(at || group.at, { pane: "chiku-points", icon, keyboard: groups.length <= FEW, bubblingMouseEvents: false });
      marker.bindTooltip(() => tip(group), { direction: "auto", className: "chiku-tip", offset: [14, 0] });
      marker.on("click keypress", (event) => {
        if (event.type === "keypress" && event.originalEvent.key !== "Enter") return;
        open(group);
      });
      layer.addLayer(marker);
      const node = marker.getElement();
      node.setAttribute("aria-label", group.points.map((point) => [point.name, point.kind, point.text].filter(Boolean).join(", ")).slice(0, LISTED).join("; "));
      if (group.points.length === 1) node.setAttribute("data-point", group.points[0].id);
    }

    function open(group) {
      if (group.points.length === 1) { onPoint(group.points[0].id); return; }
      const box = L.latLngBounds(group.points.map((point) => point.at));
      const spread = map.project(box.getNorthWest(), map.getMaxZoom()).distanceTo(map.project(box.getSouthEast(), map.getMaxZoom()));
      if (spread > NEAR * 2 && map.getZoom() < map.getMaxZoom()) map.fitBounds(box, { padding: [60, 60] });
      else fan(group);
    }

    /* Points on one spot: side by side around it until the map moves. */
    function fan(group) {
      const centre = map.latLngToLayerPoint(group.at);
      const radius = Math.max(30, (group.points.length * (SIZE + 4)) / (2 * Math.PI));
      group.points.slice(0, 40).forEach((point, i, all) => {
        const angle = (2 * Math.PI * i) / all.length - Math.PI / 2;
        const at = map.layerPointToLatLng(centre.add([radius * Math.cos(angle), radius * Math.sin(angle)]));
        put({ points: [point] }, at);
      });
    }

    function arrange() {
      layer.clearLayers();
      const view = map.getBounds().pad(0.2);
      groups = gather(map, points.filter((point) => view.contains(point.at)));
      groups.forEach((group) => put(group));
    }

    /* Returns whether anything changed. */
    function update(payload) {
      const text = JSON.stringify([payload.points, payload.words]);
      if (text === known) return false;
      known = text;
      words = payload.words;
      points = payload.points.map(decode);
      return true;
    }

    /* One row of the legend for each kind that occurs, in the order of appearance; a filled sign stands for it if there is one. */
    function kinds() {
      const seen = new Map();
      points.filter((point) => point.kind).forEach((point) => {
        if (!seen.has(point.kind) || (seen.get(point.kind).hollow && !point.hollow)) seen.set(point.kind, point);
      });
      return [...seen.values()];
    }

    /* The middles of the signs on screen: no label may cover them. */
    const boxes = () => groups.map((group) => { const at = map.latLngToLayerPoint(group.at); return { x: at.x, y: at.y, w: SIZE - 4, h: SIZE - 4 }; });
    const bounds = () => L.latLngBounds(points.map((point) => point.at));

    return { update, arrange, kinds, boxes, bounds };
  }

  ChikuMap.points = { create, sign };
})();
