// Series on top of each other.

/**
 * Adds up the series of each group.
 *
 * @param series [{values, custom}] with equally long values
 * @return [{low, high}] in the same order: where the area of the series begins and ends; a series that is not stacked
 *     begins nowhere (null)
 */
export function stack(series) {
  const groups = new Map();
  const shares = totals(series);
  return series.map(({ values, custom = {} }) => {
    const signed = custom.transform === 'negative-Y' ? values.map((value) => (value === null ? null : -value)) : values;
    const { mode = 'none' } = custom.stacking ?? {};
    if (mode === 'none') {
      return { low: null, high: signed };
    }
    const key = groupOf(custom);
    const parts = mode === 'percent' ? signed.map((value, at) => share(value, shares.get(key)[at])) : signed;
    const low = groups.get(key) ?? parts.map(() => 0);
    const high = parts.map((value, at) => (value === null ? null : low[at] + value));
    groups.set(
      key,
      high.map((value, at) => value ?? low[at]),
    );
    return { low, high };
  });
}

/** Negative values are stacked downwards, apart from the others. */
function groupOf({ stacking = {}, transform }) {
  return `${stacking.group ?? 'A'} ${transform === 'negative-Y' ? 'down' : 'up'}`;
}

function share(value, total) {
  return value === null || total === 0 ? null : value / total;
}

function totals(series) {
  const sums = new Map();
  for (const { values, custom = {} } of series) {
    if (custom.stacking?.mode === 'percent') {
      const sum = sums.get(groupOf(custom)) ?? values.map(() => 0);
      sums.set(
        groupOf(custom),
        sum.map((total, at) => total + (values[at] ?? 0)),
      );
    }
  }
  return sums;
}
