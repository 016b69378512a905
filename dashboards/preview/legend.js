// The list or table of series below or beside a chart.

import { h } from './dom.js';
import { displayText } from './fields.js';
import { calculationTitle, calculationTitled, keepsUnit, reduce } from './reduce.js';

/**
 * @param series [{field, colour}]
 * @return an element, or null if the panel has no legend
 */
export function legend(series, options = {}, context) {
  const { showLegend = true, displayMode = 'list', placement = 'bottom' } = options;
  const shown = series.filter(({ field }) => !field.config.custom.hideFrom?.legend);
  if (!showLegend || displayMode === 'hidden' || shown.length === 0) {
    return null;
  }
  const body = displayMode === 'table' ? table(shown, options, context) : list(shown, options, context);
  const width = placement === 'right' && options.width ? { width: `${options.width}px` } : {};
  return h('div', { class: `legend ${displayMode} ${placement}`, style: width }, body);
}

function line(colour) {
  return h('span', { class: 'legend-line', style: { background: colour } });
}

function list(series, { calcs = [] }, context) {
  return series.map(({ field, colour }) =>
    h(
      'span',
      { class: 'legend-item' },
      line(colour),
      h('span', { class: 'legend-name' }, field.displayName),
      calcs.map((id) =>
        h('span', { class: 'legend-calc' }, `${calculationTitle(id)}: ${calculated(field, id, context)}`),
      ),
    ),
  );
}

function table(series, { calcs = [], placement = 'bottom', sortBy, sortDesc }, context) {
  const sorted = sort(series, sortBy, sortDesc);
  const name = placement === 'bottom' ? 'Name' : '';
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', {}, name),
        calcs.map((id) => h('th', {}, calculationTitle(id), arrow(id, sortBy, sortDesc))),
      ),
    ),
    h(
      'tbody',
      {},
      sorted.map(({ field, colour }) =>
        h(
          'tr',
          {},
          h('td', {}, line(colour), h('span', { class: 'legend-name' }, field.displayName)),
          calcs.map((id) => h('td', {}, calculated(field, id, context))),
        ),
      ),
    ),
  );
}

function arrow(id, sortBy, sortDesc) {
  return sortBy === calculationTitle(id) ? (sortDesc ? ' ▾' : ' ▴') : '';
}

function sort(series, sortBy, sortDesc) {
  if (!sortBy) {
    return series;
  }
  const direction = sortDesc ? -1 : 1;
  if (sortBy === 'Name') {
    const compare = (a, b) => a.field.displayName.localeCompare(b.field.displayName, 'en', { numeric: true });
    return [...series].sort((a, b) => compare(a, b) * direction);
  }
  const id = calculationTitled(sortBy);
  const value = ({ field }) => reduce(id, field.values);
  return id ? [...series].sort((a, b) => (value(a) - value(b)) * direction) : series;
}

function calculated(field, id, { range }) {
  const value = reduce(id, field.values);
  if (value === null) {
    return '';
  }
  return keepsUnit(id) ? displayText(field, value, range.to) : String(Math.round(value * 100) / 100);
}
