// The panel "heatmap", for buckets that Prometheus counts.

import { BOTTOM, inside, text, timeAxis } from './chart.js';
import { inScheme } from './colours.js';
import { s, textWidth } from './dom.js';
import { formatText } from './units.js';

/** @return how many rows of buckets it has */
export function heatmap(body, area, frames, panel, context) {
  const { calculate, rowsFrame, color = {}, yAxis = {} } = panel.options ?? {};
  if (calculate) {
    context.note('options.calculate: the preview makes no buckets of its own');
  }
  const rows = buckets(frames);
  const most = rows
    .flatMap(({ values }) => values)
    .filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, b), 0);
  const labels = rows.map(({ name }) =>
    Number.isFinite(Number(name)) ? formatText(Number(name), yAxis.unit, yAxis.decimals) : name,
  );
  const left = labels.reduce((widest, label) => Math.max(widest, textWidth(label, 12)), 0) + 14;
  const box = { left, top: 8, width: area.width - left - 8, height: area.height - BOTTOM - 10 };
  const band = box.height / Math.max(1, rows.length);
  const every = Math.ceil(16 / band);
  body.append(
    s(
      'svg',
      { width: area.width, height: area.height, class: 'chart' },
      timeAxis(box, context.range),
      rows.flatMap(({ times, values }, at) => {
        const top = box.top + box.height - (at + 1) * band;
        return [
          at % every === 0 && text(left - 8, top + band / 2 + 4, labels[at], { 'text-anchor': 'end' }),
          inside(box, cells(times, values, most, color, box, context.range, top, band)),
        ].flat();
      }),
    ),
  );
  return rows.length;
}

/** By their upper bounds; those of a histogram's buckets are cumulative, a cell is not. */
function buckets(frames) {
  const rows = frames.flatMap((frame) => {
    const times = frame.fields.find((field) => field.type === 'time')?.values ?? [];
    return frame.fields
      .filter((field) => field.type === 'number')
      .map((field) => ({
        name: field.displayName,
        times,
        values: field.values,
        cumulative: frame.format === 'heatmap',
      }));
  });
  const bound = ({ name }) => (name === '+Inf' ? Infinity : Number(name));
  if (rows.every((row) => !Number.isNaN(bound(row)))) {
    rows.sort((a, b) => bound(a) - bound(b));
  }
  return rows.map((row, at) => {
    const below = row.cumulative && at > 0 ? rows[at - 1].values : null;
    return {
      ...row,
      values: row.values.map((value, column) => (value === null ? null : value - (below?.[column] ?? 0))),
    };
  });
}

function cells(times, values, most, { scheme = 'Oranges', fill, mode = 'scheme' }, box, range, top, band) {
  const width = times.length > 1 ? ((times[1] - times[0]) / (range.to - range.from)) * box.width : box.width;
  const scale =
    {
      Oranges: 'continuous-YlRd',
      Blues: 'continuous-blues',
      Greens: 'continuous-greens',
      Reds: 'continuous-reds',
      Purples: 'continuous-purples',
    }[scheme] ?? 'continuous-BlYlRd';
  return values.flatMap((value, at) => {
    if (!(value > 0)) {
      return [];
    }
    const place = Math.sqrt(value / most);
    const x = box.left + ((times[at] - range.from) / (range.to - range.from)) * box.width;
    const ink =
      mode === 'opacity' ? { fill: fill ?? '#FF780A', 'fill-opacity': place } : { fill: inScheme(scale, place) };
    return [s('rect', { x, y: top + 0.5, width: Math.max(1, width - 1), height: Math.max(1, band - 1), ...ink })];
  });
}
