"""Charts of a run: one Vega-Lite specification for page, PNG and SVG, in Kazakh, Russian and English."""
