// Answers of Prometheus as Grafana's frames: {name, refId, fields}, a field being {name, type, values, labels, config}.

import { interpolate } from './interpolate.js';
import { builtIn, duration, stepOf } from './time.js';

/**
 * Asks what the panel asks.
 *
 * @param panel with its width in pixels
 * @param scope the variables
 * @param context prometheus, range and scrapeInterval (ms)
 * @throws Error that names the query, if Prometheus refuses one
 */
export async function query(panel, width, scope, context) {
  const targets = (panel.targets ?? []).filter((target) => !target.hide && target.expr);
  const frames = await Promise.all(targets.map((target) => ask(panel, target, width, scope, context)));
  const several = targets.filter((target) => target.format === 'table').length > 1;
  return frames.flat().map((frame) => (several ? nameValues(frame) : frame));
}

async function ask(panel, target, width, scope, context) {
  const source = target.datasource?.type ?? panel.datasource?.type ?? 'prometheus';
  const type = interpolate(source, scope, 'raw');
  if (type !== 'prometheus') {
    throw new Error(`query ${target.refId}: the preview asks only Prometheus, not ${type}`);
  }
  const leastText = target.interval || panel.interval;
  const least = leastText ? duration(interpolate(leastText, scope, 'raw').replace(/^>=?/, '')) : context.scrapeInterval;
  const step = stepOf(context.range, panel.maxDataPoints ?? width, least) * (target.intervalFactor ?? 1);
  const inside = new Map([...scope, ...builtIn(context.range, step, least)]);
  const expr = interpolate(target.expr, inside, 'prometheus', (name) => {
    throw new Error(`query ${target.refId}: there is no variable $${name}`);
  });
  const series = await answer(target, expr, step, context).catch((e) => {
    throw new Error(`query ${target.refId}: ${e.message} (in: ${expr})`);
  });
  return target.format === 'table' ? [tableOf(target, series)] : series.map(seriesFrame(target, expr, inside, series));
}

async function answer(target, expr, step, { prometheus, range }) {
  if (target.instant) {
    return prometheus.instant(expr, range.to);
  }
  const from = Math.floor(range.from / step) * step;
  const to = Math.floor(range.to / step) * step;
  return (await prometheus.range(expr, from, to, step)).map((series) => withGaps(series, from, to, step));
}

/** A step without a value is a gap, not a straight line over it. */
function withGaps({ metric, values }, from, to, step) {
  const known = new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), value]));
  const all = [];
  for (let at = from; at <= to; at += step) {
    all.push([at / 1000, known.get(at) ?? null]);
  }
  return { metric, values: all };
}

const NUMBERS = { '+Inf': Infinity, '-Inf': -Infinity };
const parse = (text) => (text === null ? null : (NUMBERS[text] ?? Number(text)));

export const timeField = (values) => ({ name: 'Time', type: 'time', values, labels: {}, config: {} });
export const numberField = (name, values, labels = {}) => ({ name, type: 'number', values, labels, config: {} });
export const textField = (name, values) => ({ name, type: 'string', values, labels: {}, config: {} });

function seriesFrame(target, expr, scope, all) {
  return ({ metric, values }) => {
    const name = seriesName(target.legendFormat, metric, expr, scope, all);
    const value = numberField(
      'Value',
      values.map(([, text]) => parse(text)),
      metric,
    );
    value.displayNameOfSource = name;
    return {
      name,
      refId: target.refId,
      format: target.format,
      fields: [timeField(values.map(([at]) => at * 1000)), value],
    };
  };
}

function seriesName(format, metric, expr, scope, all) {
  if (format && format !== '__auto') {
    const text = interpolate(format, scope, 'text');
    return text.replace(/\{\{\s*(.+?)\s*\}\}/g, (whole, label) => metric[label] ?? '') || 'Value';
  }
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels);
  if (format === '__auto' && pairs.length === 1 && all.length > 1) {
    return pairs[0][1];
  }
  const text = pairs.map(([label, value]) => `${label}="${value}"`).join(', ');
  return `${name}${text ? `{${text}}` : ''}` || expr;
}

/** One row for each point, one column for each label, in the order of the alphabet. */
function tableOf(target, series) {
  const rows = series.flatMap(({ metric, values }) =>
    values.filter(([, text]) => text !== null).map(([at, text]) => ({ metric, at: at * 1000, value: parse(text) })),
  );
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const fields = [
    timeField(rows.map((row) => row.at)),
    ...labels.map((label) =>
      textField(
        label,
        rows.map((row) => row.metric[label] ?? ''),
      ),
    ),
    numberField(
      'Value',
      rows.map((row) => row.value),
    ),
  ];
  return { name: target.refId, refId: target.refId, format: 'table', fields };
}

/** With several tables their values are told apart by the query's letter. */
function nameValues(frame) {
  if (frame.format === 'table') {
    frame.fields
      .filter((field) => field.name === 'Value')
      .forEach((field) => {
        field.name = `Value #${frame.refId}`;
      });
  }
  return frame;
}

/** How many rows or points with a value there are. */
export function size(frames) {
  return frames.reduce((sum, frame) => {
    const values = frame.fields.filter((field) => field.type === 'number');
    return sum + values.reduce((most, field) => Math.max(most, field.values.filter((one) => one !== null).length), 0);
  }, 0);
}
