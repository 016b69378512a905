// The panels "state timeline" and "status history".

import { placer } from './axes.js';
import { annotationMarks, besideLegend, BOTTOM, text, timeAxis } from './chart.js';
import { onTop, withAlpha } from './colours.js';
import { s, textWidth } from './dom.js';
import { display } from './fields.js';

/** @return how many rows it has */
export function stateTimeline(body, area, frames, panel, context) {
  return draw(body, area, frames, panel, context, panel.options?.mergeValues === false ? cells : merged);
}

/** @return how many rows it has */
export function statusHistory(body, area, frames, panel, context) {
  return draw(body, area, frames, panel, context, cells);
}

function draw(body, area, frames, panel, context, partsOf) {
  const rows = frames.flatMap((frame) => {
    const times = frame.fields.find((field) => field.type === 'time')?.values ?? [];
    return frame.fields
      .filter((field) => field.type !== 'time')
      .map((field) => ({ field, times, parts: partsOf(field, times, context) }));
  });
  const entries = legendEntries(rows);
  besideLegend(body, area, entries, panel.options?.legend, context, (width, height) =>
    chart(rows, panel.options ?? {}, width, height, context),
  );
  return rows.length;
}

/** Each state once, as a legend shows them. */
function legendEntries(rows) {
  const states = new Map();
  for (const { field, parts } of rows) {
    for (const { look } of parts) {
      states.set(look.prefix + look.text + look.suffix, { look, field });
    }
  }
  return [...states]
    .filter(([name]) => name)
    .map(([name, { look, field }]) => ({ field: { ...field, displayName: name, values: [] }, colour: look.colour }));
}

function looks(field, times, context) {
  return field.values.map((value, at) => ({ at: times[at], value, look: display(field, value, context.range.to) }));
}

/** Equal neighbours are one part. */
function merged(field, times, context) {
  const parts = [];
  for (const { at, value, look } of looks(field, times, context)) {
    const before = parts.at(-1);
    if (before && before.value === value) {
      before.to = at;
    } else {
      before && (before.to = at);
      parts.push({ from: at, to: at, value, look });
    }
  }
  return parts.filter(({ value }) => value !== null && value !== undefined);
}

function cells(field, times, context) {
  const step = times.length > 1 ? times[1] - times[0] : 0;
  return looks(field, times, context)
    .filter(({ value }) => value !== null && value !== undefined)
    .map(({ at, value, look }) => ({ from: at, to: at + step, value, look, gap: 1 }));
}

function chart(rows, { rowHeight = 0.9, showValue = 'auto', alignValue = 'left' }, width, height, context) {
  const names = rows.map(({ field }) => field.displayName);
  const left = Math.min(width * 0.4, names.reduce((most, name) => Math.max(most, textWidth(name, 12)), 0) + 12);
  const box = { left, top: 4, width: width - left - 8, height: height - BOTTOM - 4 };
  const band = box.height / Math.max(1, rows.length);
  if (band < 12) {
    context.remark(`${rows.length} rows stand on ${Math.floor(box.height)} pixels`);
  }
  const place = placer([context.range.from, context.range.to]);
  const x = (at) => box.left + Math.min(1, Math.max(0, place(at))) * box.width;
  return s(
    'svg',
    { width, height, class: 'chart' },
    timeAxis(box, context.range),
    rows.flatMap(({ field, parts }, at) => {
      const top = box.top + at * band + (band * (1 - rowHeight)) / 2;
      const tall = Math.max(1, band * rowHeight);
      return [
        text(box.left - 8, top + tall / 2 + 4, field.displayName, { 'text-anchor': 'end' }),
        parts.flatMap((part) => block(part, field, x, top, tall, showValue, alignValue)),
      ].flat();
    }),
    annotationMarks(context.annotations, box, context.range),
  );
}

function block({ from, to, look, gap = 0 }, { config }, x, top, tall, showValue, align) {
  const { fillOpacity = 70, lineWidth = 0 } = config.custom;
  const [start, end] = [x(from), Math.max(x(from) + 1, x(to) - gap)];
  const label = look.prefix + look.text + look.suffix;
  const room = showValue === 'always' || (showValue === 'auto' && tall > 14 && end - start > textWidth(label, 12) + 8);
  const at = { left: start + 4, center: (start + end) / 2, right: end - 4 }[align];
  const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
  return [
    s('rect', {
      x: start,
      y: top,
      width: end - start,
      height: tall,
      fill: withAlpha(look.colour, fillOpacity / 100),
      stroke: look.colour,
      'stroke-width': lineWidth,
    }),
    room &&
      text(at, top + tall / 2 + 4, label, {
        'text-anchor': anchor,
        fill: fillOpacity > 60 ? onTop(look.colour) : null,
      }),
  ];
}
