// The scales of a chart: where they begin and end, and where their ticks stand.

const ROUND = [1, 2, 2.5, 5, 10];

/** The round number that is at least as large. */
function roundUp(value, base) {
  const power = base ** Math.floor(Math.log(value) / Math.log(base));
  const steps = base === 2 ? [1, 2] : ROUND;
  return steps.map((step) => step * power).find((step) => step >= value * 0.999999) ?? power * base;
}

/**
 * From the data to the ends of the axis: a tenth more on either side, but not over zero.
 *
 * @param config of the field: min, max, custom.axisSoftMin, axisSoftMax, axisCenteredZero
 */
export function valueRange(least, most, { min, max, custom = {} }) {
  const { axisSoftMin, axisSoftMax, axisCenteredZero } = custom;
  let low = Math.min(least, axisSoftMin ?? Infinity);
  let high = Math.max(most, axisSoftMax ?? -Infinity);
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    [low, high] = [0, 100];
  }
  const span = high - low || Math.abs(high) || 1;
  const flat = high === low;
  const padding = flat ? (high === 0 ? span : Math.abs(high)) : span * 0.1;
  const grain = 10 ** Math.floor(Math.log10(span)) / 10;
  const below = low === axisSoftMin ? low : Math.floor((low - padding) / grain) * grain;
  const above = high === axisSoftMax ? high : Math.ceil((high + padding) / grain) * grain;
  const padded = [low >= 0 ? Math.max(0, below) : below, high <= 0 ? Math.min(0, above) : above];
  if (high === 0 && low === 0) {
    padded[1] = 1;
  }
  if (axisCenteredZero) {
    const far = Math.max(Math.abs(padded[0]), Math.abs(padded[1]));
    return [min ?? -far, max ?? far];
  }
  return [min ?? padded[0], max ?? padded[1]];
}

/**
 * Ticks at round values; in a low panel they stand closer together.
 *
 * @param decimals 0 leaves out what is no whole number, as Grafana does
 */
export function valueTicks([low, high], pixels, base = 10, decimals = null) {
  if (!(high > low)) {
    return [low];
  }
  const step = roundUp(((high - low) * (pixels <= 150 ? 15 : 30)) / pixels, base);
  const ticks = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) {
    ticks.push(Number((at * step).toPrecision(12)));
  }
  return decimals === 0 ? ticks.filter(Number.isInteger) : ticks;
}

/** Powers of the base between the ends. */
export function logTicks([low, high], base) {
  const power = (value) => Math.log(value) / Math.log(base);
  const ticks = [];
  for (let at = Math.ceil(power(low) - 1e-9); at <= power(high) + 1e-9; at++) {
    ticks.push(base ** at);
  }
  return ticks;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  30 * DAY,
];

/** [{at, text}], in UTC. */
export function timeTicks(from, to, pixels) {
  const step = TIME_STEPS.find((one) => (one / (to - from)) * pixels >= (one <= MINUTE ? 73 : 54)) ?? 30 * DAY;
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push({ at, text: timeText(at, step) });
  }
  return ticks;
}

function timeText(at, step) {
  const text = new Date(at).toISOString();
  if (step >= DAY) {
    return text.slice(5, 10).replace('-', '/');
  }
  return step > MINUTE ? text.slice(11, 16) : text.slice(11, 19);
}

/** A function from a value to its place between 0 (low) and 1 (high). */
export function placer([low, high], { type = 'linear' } = {}) {
  if (type === 'log') {
    const log = (value) => Math.log(Math.max(value, low));
    return (value) => (log(value) - log(low)) / (log(high) - log(low) || 1);
  }
  return (value) => (value - low) / (high - low || 1);
}
