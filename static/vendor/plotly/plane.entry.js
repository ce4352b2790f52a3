// The run in the plane: contour lines, on top of the core.
import Plotly from "plotly.js/lib/core";
import contour from "plotly.js/lib/contour";

Plotly.register([contour]);

export const { newPlot, react, restyle, relayout, purge, toImage, downloadImage, version } = Plotly;
export const { resize } = Plotly.Plots;
