export class PlotView {
  show() {}
  draw() {}
  renew() {}
}
