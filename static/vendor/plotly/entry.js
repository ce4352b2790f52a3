// What the charts need of plotly.js, and no more: lines and points (always in the core), bars and heatmaps.
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";

Plotly.register([bar, heatmap]);

export const { newPlot, react, restyle, relayout, purge, version } = Plotly;
export const { resize } = Plotly.Plots;
