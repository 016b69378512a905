// What stat, gauge and bar gauge share: which values they show, and how these share the panel.

import { h } from './dom.js';
import { display, valuesToShow } from './fields.js';

/** The values with their looks; titles are empty where there is one value only and nobody asked for its name. */
export function shownValues(frames, panel, context) {
  const values = valuesToShow(frames, panel.options?.reduceOptions);
  return values.map(({ field, value, title }) => ({
    field,
    value,
    title,
    look: display(field, value, context.range.to),
  }));
}

/** Side by side in a wide panel, on top of each other in a high one. */
export function share(area, count, orientation = 'auto', gap = 8) {
  const vertical = orientation === 'horizontal' || (orientation === 'auto' && area.width <= area.height);
  const along = (length) => (length - gap * (count - 1)) / count;
  return vertical
    ? { vertical, width: area.width, height: along(area.height) }
    : { vertical, width: along(area.width), height: area.height };
}

export function repeater(vertical, children) {
  return h('div', { class: `repeater ${vertical ? 'vertical' : 'horizontal'}` }, children);
}
