// What charts over time share: the legend's place, the axes, the marks of annotations.

import { placer, timeTicks } from './axes.js';
import { withAlpha } from './colours.js';
import { h, s, textWidth } from './dom.js';
import { legend } from './legend.js';

const LABEL = 'rgb(204, 204, 220)';
const GRID = 'rgba(240, 250, 255, 0.09)';
export const BOTTOM = 24;

/** Puts the legend into the body and gives the rest to the chart. */
export function besideLegend(body, area, series, options = {}, context, draw) {
  const list = legend(series, options, context);
  if (!list) {
    body.append(draw(area.width, area.height));
    return;
  }
  const right = options.placement === 'right';
  const frame = h('div', { class: `chart-frame ${right ? 'right' : 'bottom'}` }, list);
  body.append(frame);
  const width = right ? area.width - list.offsetWidth - 8 : area.width;
  const height = right ? area.height : area.height - list.offsetHeight - 4;
  if (list.scrollHeight > list.clientHeight + 2) {
    context.remark(`the legend needs scrolling: ${series.length} series`);
  }
  frame.prepend(draw(Math.max(40, width), Math.max(30, height)));
}

export function text(x, y, content, attributes = {}) {
  return s('text', { x, y, fill: LABEL, 'font-size': 12, ...attributes }, content);
}

/** The horizontal axis with its grid; box is {left, top, width, height}. */
export function timeAxis(box, range) {
  const place = placer([range.from, range.to]);
  return timeTicks(range.from, range.to, box.width).flatMap(({ at, text: label }) => {
    const x = Math.round(box.left + place(at) * box.width) + 0.5;
    const half = textWidth(label, 12) / 2;
    const fits = x - half >= 0 && x + half <= box.left + box.width + 8;
    return [
      s('line', { x1: x, x2: x, y1: box.top, y2: box.top + box.height, stroke: GRID }),
      fits && text(x, box.top + box.height + 17, label, { 'text-anchor': 'middle' }),
    ];
  });
}

let clips = 0;

/** What is drawn before the range begins or after it ends is cut off. */
export function inside({ left, top, width, height }, drawn) {
  const id = `box-${clips++}`;
  return [
    s('clipPath', { id }, s('rect', { x: left, y: top - 4, width, height: height + 8 })),
    s('g', { 'clip-path': `url(#${id})` }, drawn),
  ];
}

export function gridLine(box, y) {
  return s('line', { x1: box.left, x2: box.left + box.width, y1: y, y2: y, stroke: GRID });
}

/** A dashed line at each moment and a band over each time that an annotation tells of. */
export function annotationMarks(annotations, box, range) {
  const x = (at) => box.left + placer([range.from, range.to])(Math.min(range.to, Math.max(range.from, at))) * box.width;
  const bottom = box.top + box.height;
  return annotations.flatMap(({ from, to, colour }) => [
    to > from &&
      s('rect', { x: x(from), y: box.top, width: x(to) - x(from), height: box.height, fill: withAlpha(colour, 0.1) }),
    s('line', { x1: x(from), x2: x(from), y1: box.top, y2: bottom, stroke: colour, 'stroke-dasharray': '3 3' }),
    s('path', { d: `M${x(from) - 4},${bottom + 5}h8l-4,-5z`, fill: colour }),
  ]);
}
