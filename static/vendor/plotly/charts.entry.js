// What the charts need of plotly.js: its core with lines and points, bars and heatmaps.
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";

Plotly.register([bar, heatmap]);

export const { newPlot, react, restyle, relayout, purge, toImage, register, version } = Plotly;
export const { resize } = Plotly.Plots;
