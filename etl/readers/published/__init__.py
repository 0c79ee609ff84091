"""Official data sets and others' open data, known by their layout: 国土数値情報, e-Stat, 国土地理院, council lists."""
