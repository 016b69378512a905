// Lines, areas, bars and points of a series.

import { placer } from './axes.js';
import { inScheme, isByValue, withAlpha } from './colours.js';
import { absoluteSteps } from './fields.js';
import { s } from './dom.js';

let gradients = 0;

export function plot(series, scale, box, range) {
  const { custom } = series;
  const x = placer([range.from, range.to]);
  const y = placer(scale.range, scale.distribution);
  const points = series.high.map((value, at) => ({
    x: box.left + x(series.times[at]) * box.width,
    y: Number.isFinite(value) ? clamp(box, box.top + (1 - y(value)) * box.height) : value,
    low: clamp(box, box.top + (1 - y(series.low?.[at] ?? Math.max(0, scale.range[0]))) * box.height),
  }));
  const { gradient, paint } = painting(series, scale, box);
  if (custom.drawStyle === 'bars') {
    return [gradient, bars(points, series, box, paint)];
  }
  const runs = runsOf(points, custom.spanNulls ?? false, series.times);
  const parts = custom.drawStyle === 'points' ? [] : [...areas(runs, series, paint), ...lines(runs, custom, paint)];
  return [gradient, ...parts, ...dots(runs, series, box, paint)];
}

/** A value beyond the scale leaves the picture at its edge. */
function clamp(box, y) {
  return Math.min(box.top + box.height + 2, Math.max(box.top - 2, y));
}

/** Points between which there is no gap. */
function runsOf(points, spanNulls, times) {
  const runs = [[]];
  let before = null;
  points.forEach((point, at) => {
    if (Number.isFinite(point.y)) {
      const apart = before !== null && at - before > 1;
      const spanned = spanNulls === true || (typeof spanNulls === 'number' && times[at] - times[before] <= spanNulls);
      const gap = apart && points.slice(before + 1, at).some(({ y }) => y !== undefined);
      if (gap && !spanned) {
        runs.push([]);
      }
      runs.at(-1).push(point);
      before = at;
    }
  });
  return runs.filter((run) => run.length > 0);
}

/** The colour of line and area, and the gradient that it needs. */
function painting({ field, custom, colour }, scale, box) {
  const alpha = (custom.fillOpacity ?? 0) / 100;
  const mode = custom.gradientMode ?? 'none';
  const scheme = field.config.color?.mode ?? 'thresholds';
  if (mode === 'none' || (mode === 'scheme' && !isByValue(scheme))) {
    return { gradient: null, paint: { line: colour, area: withAlpha(colour, alpha), alpha } };
  }
  const id = `gradient-${gradients++}`;
  const stops =
    mode === 'scheme'
      ? schemeStops(field, scheme, scale)
      : [
          [0, withAlpha(colour, 0)],
          [1, colour],
        ];
  const gradient = s(
    'linearGradient',
    { id, gradientUnits: 'userSpaceOnUse', x1: 0, x2: 0, y1: box.top + box.height, y2: box.top },
    stops.map(([offset, stop]) => s('stop', { offset, 'stop-color': stop })),
  );
  return {
    gradient,
    paint: { line: mode === 'scheme' ? `url(#${id})` : colour, area: `url(#${id})`, areaAlpha: alpha, alpha },
  };
}

function schemeStops(field, scheme, { range: [low, high] }) {
  const place = (value) => Math.min(1, Math.max(0, (value - low) / (high - low || 1)));
  if (scheme !== 'thresholds') {
    return [0, 0.25, 0.5, 0.75, 1].map((at) => [place(field.min + (field.max - field.min) * at), inScheme(scheme, at)]);
  }
  const steps = absoluteSteps(field);
  return steps.flatMap(({ value, color }, at) => [
    [place(value), color],
    [place(steps[at + 1]?.value ?? Infinity), color],
  ]);
}

function pathOf(run, interpolation) {
  return run
    .map(({ x, y }, at) => {
      if (at === 0) {
        return `M${x.toFixed(1)},${y.toFixed(1)}`;
      }
      return segment(run[at - 1], { x, y }, interpolation);
    })
    .join('');
}

function segment(from, to, interpolation) {
  const end = `${to.x.toFixed(1)},${to.y.toFixed(1)}`;
  switch (interpolation) {
    case 'stepAfter':
      return `H${to.x.toFixed(1)}V${to.y.toFixed(1)}`;
    case 'stepBefore':
      return `V${to.y.toFixed(1)}H${to.x.toFixed(1)}`;
    case 'smooth': {
      const middle = ((from.x + to.x) / 2).toFixed(1);
      return `C${middle},${from.y.toFixed(1)} ${middle},${to.y.toFixed(1)} ${end}`;
    }
    default:
      return `L${end}`;
  }
}

const DASHES = { dash: [10, 10], dot: [0, 5] };

function lines(runs, { lineWidth = 1, lineInterpolation, lineStyle }, paint) {
  const dashes = lineStyle && lineStyle.fill !== 'solid' ? (lineStyle.dash ?? DASHES[lineStyle.fill]) : null;
  return runs.map((run) =>
    s('path', {
      d: pathOf(run, lineInterpolation),
      fill: 'none',
      stroke: paint.line,
      'stroke-width': lineWidth,
      'stroke-dasharray': dashes?.join(' '),
      'stroke-linecap': lineStyle?.fill === 'dot' ? 'round' : null,
    }),
  );
}

function areas(runs, { custom }, paint) {
  if (paint.alpha === 0) {
    return [];
  }
  return runs.map((run) => {
    const back = [...run].reverse().map(({ x, low }) => ({ x, y: low }));
    const backwards =
      { stepAfter: 'stepBefore', stepBefore: 'stepAfter' }[custom.lineInterpolation] ?? custom.lineInterpolation;
    const d = `${pathOf(run, custom.lineInterpolation)}${pathOf(back, backwards).replace('M', 'L')}Z`;
    return s('path', { d, fill: paint.area, 'fill-opacity': paint.areaAlpha });
  });
}

/** Points where they are wanted, where there is room for them, and where one stands alone. */
function dots(runs, { custom, colour }, box, paint) {
  const { showPoints = 'auto', drawStyle, pointSize = 5 } = custom;
  const count = runs.reduce((sum, run) => sum + run.length, 0);
  const all =
    drawStyle === 'points' || showPoints === 'always' || (showPoints === 'auto' && count < box.width / (pointSize * 4));
  const shown = all ? runs.flat() : runs.filter((run) => run.length === 1).flat();
  return shown.map(({ x, y }) =>
    s('circle', { cx: x, cy: y, r: pointSize / 2, fill: paint.alpha ? colour : paint.line }),
  );
}

function bars(points, { custom, times }, box, paint) {
  const span = times.length > 1 ? (points.at(-1).x - points[0].x) / (times.length - 1) : 40;
  const width = Math.max(1, span * (custom.barWidthFactor ?? 0.6));
  const offset = { '-1': 0, 0: -width / 2, 1: -width }[custom.barAlignment ?? 0];
  return points
    .filter(({ y }) => Number.isFinite(y))
    .map(({ x, y, low }) => {
      const left = Math.max(box.left, x + offset);
      const right = Math.min(box.left + box.width, x + offset + width);
      return s('rect', {
        x: left,
        y: Math.min(y, low),
        width: Math.max(0, right - left),
        height: Math.abs(low - y),
        fill: paint.area,
        'fill-opacity': paint.areaAlpha,
        stroke: paint.line,
        'stroke-width': custom.lineWidth ?? 1,
      });
    });
}

/** The thresholds that the first series of the scale shows, as lines and areas. */
export function thresholds({ field, range, distribution }, box) {
  const mode = field.config.custom.thresholdsStyle?.mode ?? 'off';
  if (mode === 'off') {
    return [];
  }
  const place = placer(range, distribution);
  const y = (value) => box.top + (1 - Math.min(1, Math.max(0, place(value)))) * box.height;
  const steps = absoluteSteps(field, ...range);
  const zones = steps.map(({ value, color }, at) => {
    const [low, high] = [y(value), y(steps[at + 1]?.value ?? Infinity)];
    return (
      mode.includes('area') &&
      s('rect', {
        x: box.left,
        y: high,
        width: box.width,
        height: Math.max(0, low - high),
        fill: color,
        'fill-opacity': 0.12,
      })
    );
  });
  const marks = steps
    .slice(1)
    .filter(({ value }) => value >= range[0] && value <= range[1])
    .map(
      ({ value, color }) =>
        (mode.includes('line') || mode.includes('dashed')) &&
        s('line', {
          x1: box.left,
          x2: box.left + box.width,
          y1: y(value),
          y2: y(value),
          stroke: color,
          'stroke-opacity': 0.7,
          'stroke-width': 2,
          'stroke-dasharray': mode.includes('dashed') ? '10 10' : null,
        }),
    );
  return [...zones, ...marks];
}
