"""The map: a plain payload, its folium element, and the renderer that draws it in the browser."""
