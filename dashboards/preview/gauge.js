// The panel "gauge".

import { fontSizeFor, h, s } from './dom.js';
import { absoluteSteps } from './fields.js';
import { repeater, share, shownValues } from './values.js';

const FROM = 0.8 * Math.PI;
const SWEEP = 1.4 * Math.PI;
const EMPTY = 'rgba(204, 204, 220, 0.12)';

/** @return how many values it has */
export function gauge(body, area, frames, panel, context) {
  const options = panel.options ?? {};
  const values = shownValues(frames, panel, context);
  const { vertical, width, height } = share(area, values.length, options.orientation);
  body.append(
    repeater(
      vertical,
      values.map((one) => dial(one, options, width, height, values.length > 1)),
    ),
  );
  return values.length;
}

function dial({ field, value, look, title }, options, width, height, named) {
  const room = named ? height - 24 : height;
  const [min, max] = [field.config.min ?? 0, field.config.max ?? 100];
  const markers = options.showThresholdMarkers !== false;
  const radius = Math.min(width / 2 - 4, room / 1.81 - 2);
  const centre = { x: width / 2, y: radius + (room - radius * 1.81) / 2 };
  const outer = markers ? radius * 0.93 : radius;
  const inner = outer - radius * 0.2;
  const place = (number) => Math.min(1, Math.max(0, (number - min) / (max - min || 1)));
  const text = look.prefix + look.text + look.suffix;
  const size = options.text?.valueSize ?? fontSizeFor(text, inner * 1.6, inner * 0.75, 100);
  return h(
    'div',
    { class: 'gauge', style: { width: `${width}px` } },
    s(
      'svg',
      { width, height: room },
      s('path', { d: arc(centre, inner, outer, 0, 1), fill: EMPTY }),
      value !== null && s('path', { d: arc(centre, inner, outer, 0, place(value)), fill: look.colour }),
      markers && ring(field, centre, outer + 2, radius, place),
      s(
        'text',
        {
          x: centre.x,
          y: centre.y + size * 0.45,
          fill: look.colour,
          'font-size': size,
          'font-weight': 500,
          'text-anchor': 'middle',
        },
        text,
      ),
    ),
    named && h('div', { class: 'gauge-title', title }, title),
  );
}

function ring(field, centre, inner, outer, place) {
  const [min, max] = [field.config.min ?? 0, field.config.max ?? 100];
  const steps = absoluteSteps(field, min, max);
  return steps.map(({ value, color }, at) =>
    s('path', { d: arc(centre, inner, outer, place(value), place(steps[at + 1]?.value ?? max)), fill: color }),
  );
}

/** A part of the ring between two places, 0 at its left end and 1 at its right end. */
function arc({ x, y }, inner, outer, from, to) {
  const [start, end] = [FROM + SWEEP * from, FROM + SWEEP * to];
  const large = end - start > Math.PI ? 1 : 0;
  const point = (radius, angle) =>
    `${(x + radius * Math.cos(angle)).toFixed(2)},${(y + radius * Math.sin(angle)).toFixed(2)}`;
  return (
    `M${point(outer, start)}A${outer},${outer},0,${large},1,${point(outer, end)}` +
    `L${point(inner, end)}A${inner},${inner},0,${large},0,${point(inner, start)}Z`
  );
}
