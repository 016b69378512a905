// Grafana's calculations: a column of values to one.

const present = (values) => values.filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
const sum = (values) => values.reduce((total, value) => total + value, 0);
const last = (values) => (values.length ? values[values.length - 1] : null);

function variance(values) {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round((sorted.length - 1) * share)))];
}

const ratio = (from, to) => (from === 0 ? null : (to - from) / Math.abs(from));

/** [title, of all values, of those that are there and at least one]. */
const CALCULATIONS = {
  lastNotNull: ['Last *', null, last],
  last: ['Last', last],
  firstNotNull: ['First *', null, (values) => values[0]],
  first: ['First', (values) => values[0] ?? null],
  min: ['Min', null, (values) => Math.min(...values)],
  max: ['Max', null, (values) => Math.max(...values)],
  mean: ['Mean', null, (values) => sum(values) / values.length],
  median: ['Median', null, (values) => percentile(values, 0.5)],
  sum: ['Total', null, sum],
  count: ['Count', (values) => values.length],
  range: ['Range', null, (values) => Math.max(...values) - Math.min(...values)],
  diff: ['Difference', null, (values) => last(values) - values[0]],
  diffperc: ['Difference percent', null, (values) => ratio(values[0], last(values))],
  delta: ['Delta', null, (values) => sum(values.map((value, at) => (at ? Math.max(0, value - values[at - 1]) : 0)))],
  variance: ['Variance', null, variance],
  stdDev: ['StdDev', null, (values) => Math.sqrt(variance(values))],
  changeCount: ['Change count', null, (values) => values.filter((value, at) => at && value !== values[at - 1]).length],
  distinctCount: ['Distinct count', null, (values) => new Set(values).size],
  allValues: ['All values', (values) => values.join(', ')],
  uniqueValues: ['All unique values', (values) => [...new Set(values)].join(', ')],
};

/** @return null if there is no value */
export function reduce(id, values) {
  const [, ofAll, ofPresent] = calculation(id);
  if (ofAll) {
    return ofAll(values);
  }
  const there = present(values);
  return there.length ? ofPresent(there) : null;
}

export function calculationTitle(id) {
  return calculation(id)[0];
}

/** The calculation of that title, as a legend's sorting names it. */
export function calculationTitled(title) {
  return Object.keys(CALCULATIONS).find((id) => CALCULATIONS[id][0] === title);
}

/** Counts have no unit. */
export function keepsUnit(id) {
  return !['count', 'changeCount', 'distinctCount', 'diffperc'].includes(id);
}

function calculation(id) {
  const percent = /^p(\d+)$/.exec(id);
  if (percent) {
    return [`${percent[1]}th %`, null, (values) => percentile(values, percent[1] / 100)];
  }
  if (!CALCULATIONS[id]) {
    throw new Error(`the preview does not know the calculation ${id}`);
  }
  return CALCULATIONS[id];
}
