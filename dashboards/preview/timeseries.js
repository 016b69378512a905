// The panel "time series".

import { logTicks, placer, valueRange, valueTicks } from './axes.js';
import { annotationMarks, besideLegend, BOTTOM, gridLine, inside, text, timeAxis } from './chart.js';
import { s, textWidth } from './dom.js';
import { seriesColour } from './fields.js';
import { plot, thresholds } from './plot.js';
import { stack } from './stacking.js';
import { format, formatText } from './units.js';

/** @return how many series it has */
export function timeseries(body, area, frames, panel, context) {
  const series = collect(frames);
  const drawn = series.filter(({ custom }) => !custom.hideFrom?.viz);
  align(drawn);
  stack(drawn).forEach((band, at) => Object.assign(drawn[at], band));
  besideLegend(body, area, series, panel.options?.legend, context, (width, height) =>
    chart(drawn, width, height, context),
  );
  return series.length;
}

function collect(frames) {
  return frames.flatMap((frame) => {
    const times = frame.fields.find((field) => field.type === 'time')?.values;
    const fields = times ? frame.fields.filter((field) => field.type === 'number') : [];
    return fields.map((field) => ({
      field,
      times,
      values: field.values,
      custom: field.config.custom,
      colour: seriesColour(field),
    }));
  });
}

/** Series of other times than the first get them all; where one has no step is no gap, but nothing (undefined). */
function align(series) {
  const first = series[0]?.times;
  if (
    series.every(({ times }) => times.length === first.length && times[0] === first[0] && times.at(-1) === first.at(-1))
  ) {
    return;
  }
  const all = [...new Set(series.flatMap(({ times }) => times))].sort((a, b) => a - b);
  for (const one of series) {
    const known = new Map(one.times.map((at, place) => [at, one.values[place]]));
    one.values = all.map((at) => known.get(at));
    one.times = all;
  }
}

function chart(series, width, height, context) {
  const scales = scalesOf(series);
  scales.forEach((scale) => Object.assign(scale, measure(scale, height - BOTTOM - 10)));
  const sum = (side) => scales.filter((scale) => scale.side === side).reduce((total, scale) => total + scale.width, 0);
  const left = sum('left') || 12;
  const box = { left, top: 8, width: width - left - (sum('right') || 10), height: height - BOTTOM - 10 };
  return s(
    'svg',
    { width, height, class: 'chart' },
    timeAxis(box, context.range),
    scales.map((scale, at) =>
      valueAxis(
        scale,
        box,
        scales.slice(0, at).filter(({ side }) => side === scale.side),
      ),
    ),
    scales.map((scale) => thresholds(scale, box)),
    inside(
      box,
      series.map((one) =>
        plot(
          one,
          scales.find((scale) => scale.series.includes(one)),
          box,
          context.range,
        ),
      ),
    ),
    annotationMarks(context.annotations, box, context.range),
  );
}

/** Series of one unit, limits and side share a scale; the first is on the left, other units are on the right. */
function scalesOf(series) {
  const scales = new Map();
  for (const one of series) {
    const { config } = one.field;
    const { axisPlacement = 'auto', axisLabel, scaleDistribution } = config.custom;
    const key = JSON.stringify([config.unit, axisPlacement, axisLabel, config.min, config.max, scaleDistribution]);
    const side = axisPlacement === 'auto' ? (scales.size === 0 ? 'left' : 'right') : axisPlacement;
    const scale = scales.get(key) ?? { side, field: one.field, series: [] };
    scale.series.push(one);
    scales.set(key, scale);
  }
  return [...scales.values()].map((scale) => ({ ...scale, ...rangeOf(scale) }));
}

function rangeOf({ series, field }) {
  const { config } = field;
  const values = series.flatMap(({ high }) => high).filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const bars = series.some(({ custom }) => custom.drawStyle === 'bars');
  const distribution = config.custom.scaleDistribution ?? {};
  if (distribution.type === 'log') {
    const positive = values.filter((value) => value > 0);
    const floor = positive.reduce((a, b) => Math.min(a, b), 1);
    return { range: [config.min ?? floor, config.max ?? Math.max(most, floor * 10)], distribution };
  }
  if (series.some(({ custom }) => custom.stacking?.mode === 'percent')) {
    return { range: [0, 1], distribution, percent: true };
  }
  return { range: valueRange(bars ? Math.min(0, least) : least, most, config), distribution };
}

const IEC = /^([kmgt]?bytes|bits|binBps|binbps|[KMG]iBs)$/;

/** The ticks of a scale, and how wide they make the axis. */
function measure({ side, range, distribution, field, percent }, height) {
  const { unit, custom, decimals } = field.config;
  const ticks =
    distribution.type === 'log'
      ? logTicks(range, distribution.log ?? 2)
      : valueTicks(range, height, IEC.test(unit) ? 2 : 10, decimals);
  const labels = tickTexts(ticks, field, percent);
  if (side === 'hidden') {
    return { ticks, labels, width: 0 };
  }
  const widest = labels.reduce((most, label) => Math.max(most, textWidth(label, 12)), 0);
  return { ticks, labels, width: Math.ceil(widest) + 14 + (custom.axisLabel ? 20 : 0) };
}

/** Ticks of the same order have as many decimals as they need to differ. */
function tickTexts(ticks, { config }, percent) {
  const unit = percent ? 'percentunit' : config.unit;
  const needed = new Map();
  for (const { text: number, suffix } of ticks.map((tick) => format(tick, unit))) {
    const [, fraction = ''] = number.split('.');
    needed.set(suffix, Math.max(needed.get(suffix) ?? 0, fraction.replace(/0+$/, '').length));
  }
  return ticks.map((tick) => {
    const { suffix } = format(tick, unit);
    return formatText(tick, unit, tick === 0 ? 0 : (config.decimals ?? needed.get(suffix)));
  });
}

function valueAxis(scale, box, inner) {
  const { side, ticks, labels, range, distribution, field } = scale;
  if (side === 'hidden') {
    return [];
  }
  const place = placer(range, distribution);
  const left = side === 'left';
  const before = inner.reduce((total, { width }) => total + width, 0);
  const x = left ? box.left - 8 - before : box.left + box.width + 8 + before;
  const label = field.config.custom.axisLabel;
  const turned = left ? x - scale.width + 22 : x + scale.width - 12;
  const middle = box.top + box.height / 2;
  return [
    ticks
      .map((tick, at) => {
        const y = Math.round(box.top + (1 - place(tick)) * box.height) + 0.5;
        return [
          inner.length === 0 && left && gridLine(box, y),
          text(x, y + 4, labels[at], { 'text-anchor': left ? 'end' : 'start' }),
        ];
      })
      .flat(),
    label && text(turned, middle, label, { 'text-anchor': 'middle', transform: `rotate(-90 ${turned} ${middle})` }),
  ];
}
