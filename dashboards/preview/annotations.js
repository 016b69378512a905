// Annotation queries of the dashboard, asked of Prometheus.

import { colour } from './colours.js';
import { interpolate } from './interpolate.js';
import { builtIn, duration, stepOf } from './time.js';

/** @return [{from, to, colour}]: each time for which a query has a series with a value other than 0 */
export async function annotations(list, scope, context) {
  const queries = (list ?? []).filter((one) => one.enable !== false && one.expr);
  return (await Promise.all(queries.map((one) => marks(one, scope, context)))).flat();
}

async function marks(query, scope, { prometheus, range, scrapeInterval }) {
  const step = stepOf(range, 500, query.step ? duration(query.step) : scrapeInterval);
  const inside = new Map([...scope, ...builtIn(range, step, scrapeInterval)]);
  const expr = interpolate(query.expr, inside, 'prometheus', (name) => {
    throw new Error(`annotation ${query.name}: there is no variable $${name}`);
  });
  const series = await prometheus.range(expr, range.from, range.to, step).catch((e) => {
    throw new Error(`annotation ${query.name}: ${e.message}`);
  });
  return series
    .flatMap(({ values }) => spans(values, step))
    .map((span) => ({ ...span, colour: colour(query.iconColor ?? 'blue') }));
}

function spans(values, step) {
  const all = [];
  for (const at of values.filter(([, value]) => Number(value) !== 0).map(([seconds]) => seconds * 1000)) {
    const before = all.at(-1);
    if (before && at - before.to <= step * 1.5) {
      before.to = at;
    } else {
      all.push({ from: at, to: at });
    }
  }
  return all;
}
