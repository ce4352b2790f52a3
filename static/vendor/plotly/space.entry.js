// The run in space: a surface and lines above it, drawn by WebGL, on top of the core.
import Plotly from "plotly.js/lib/core";
import scatter3d from "plotly.js/lib/scatter3d";
import surface from "plotly.js/lib/surface";

Plotly.register([surface, scatter3d]);

export const { newPlot, react, restyle, relayout, purge, toImage, downloadImage, version } = Plotly;
export const { resize } = Plotly.Plots;
