// Durations, the range that is shown, and Grafana's intervals.

import { constant } from './interpolate.js';

const UNITS = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_629_800_000,
  y: 31_557_600_000,
};

/** Milliseconds of 15s, 5m or 1h30m. */
export function duration(text) {
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== String(text)) {
    throw new Error(`"${text}" is no duration: write it as 30s, 15m or 6h`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + amount * UNITS[unit], 0);
}

/** In the largest unit that divides it, as Grafana writes an interval into a query. */
export function durationText(milliseconds) {
  const unit = ['d', 'h', 'm', 's', 'ms'].find((name) => milliseconds % UNITS[name] === 0) ?? 'ms';
  return `${Math.round(milliseconds / UNITS[unit])}${unit}`;
}

/** Of a dashboard's "now-6h" to now; other spellings than now-DURATION are not relative to now. */
export function rangeOfDashboard(time) {
  const found = /^now-(\w+)$/.exec(time?.from ?? 'now-6h');
  return found ? found[1] : '6h';
}

const ROUND = [
  1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
  2_592_000_000,
];

/** The round interval that is nearest. */
function round(milliseconds) {
  return ROUND.reduce((best, next) =>
    Math.abs(Math.log(next / milliseconds)) < Math.abs(Math.log(best / milliseconds)) ? next : best,
  );
}

/**
 * The step of a range query: as many points as the panel is wide, never finer than the scrape interval.
 *
 * @param least what the query or the panel says is the finest step, in milliseconds, or the scrape interval
 */
export function stepOf(range, points, least) {
  return Math.max(least, round(Math.max(1, (range.to - range.from) / points)));
}

/** Grafana's own variables. The rate interval always spans four scrapes. */
export function builtIn(range, step, least) {
  const span = range.to - range.from;
  const values = {
    __interval: durationText(step),
    __interval_ms: step,
    __rate_interval: durationText(Math.max(step + least, 4 * least)),
    __rate_interval_ms: Math.max(step + least, 4 * least),
    __range: `${Math.round(span / 1000)}s`,
    __range_s: Math.round(span / 1000),
    __range_ms: span,
    __from: range.from,
    __to: range.to,
  };
  return Object.entries(values).map(([name, value]) => [name, constant(name, value)]);
}
