// The panel "table".

import { cellBar } from './bargauge.js';
import { mix, onTop } from './colours.js';
import { h, textWidth } from './dom.js';
import { display, displayText } from './fields.js';
import { calculationTitle, keepsUnit, reduce } from './reduce.js';
import { sorted } from './transform.js';

const ROW = { sm: 36, md: 42, lg: 48 };
const LEAST_WIDTH = 150;

/** @return how many rows it has */
export function table(body, area, frames, panel, context) {
  const { options = {} } = panel;
  const frame = sortedAs(frames[options.frameIndex ?? 0] ?? { fields: [] }, options.sortBy);
  if (frames.length > 1) {
    context.remark(`the table shows one of ${frames.length} frames; merge them`);
  }
  const columns = frame.fields.filter((field) => !field.config.custom.hidden);
  const widths = widthsOf(columns, area.width);
  const height = ROW[options.cellHeight ?? 'sm'];
  const count = columns[0]?.values.length ?? 0;
  const footer = options.footer?.show ? 36 : 0;
  const room = Math.max(1, Math.ceil((area.height - 36 - footer) / height));
  if (count * height > area.height - 36 - footer) {
    context.remark(
      `the table needs scrolling: ${count} rows, room for ${Math.floor((area.height - 36 - footer) / height)}`,
    );
  }
  const rows = Array.from({ length: Math.min(count, room) }, (_, row) => row);
  body.append(
    h(
      'div',
      { class: 'grid-table' },
      options.showHeader === false ? null : header(columns, widths, options),
      h(
        'div',
        { class: 'table-body', style: { bottom: `${footer}px` } },
        rows.map((row) =>
          h(
            'div',
            { class: 'table-row', style: { height: `${height}px` } },
            columns.map((field, at) => cell(field, row, widths[at], context)),
          ),
        ),
      ),
      footer > 0 && footerRow(columns, widths, options.footer, context),
    ),
  );
  const wide = Math.floor(widths.reduce((sum, width) => sum + width, 0));
  if (wide > area.width) {
    context.remark(
      `the table needs scrolling to the right: its columns are ${wide} px wide, there are ${Math.floor(area.width)}`,
    );
  }
  reportNarrow(columns, widths, rows, context);
  return count;
}

/** By the first column; where that is alike, by the second, and so on. */
function sortedAs(frame, order = []) {
  return order.reduceRight((rows, { displayName, desc }) => {
    const field = rows.fields.find((one) => one.displayName === displayName);
    return field ? sorted(rows, field, desc) : rows;
  }, frame);
}

/** What is left after the columns of a fixed width is shared; a column is never narrower than Grafana lets it be. */
function widthsOf(columns, width) {
  const fixed = columns.map((field) => field.config.custom.width);
  const free = columns.filter((_, at) => !fixed[at]);
  const rest = width - fixed.reduce((sum, one) => sum + (one ?? 0), 0);
  return columns.map(
    (field, at) => fixed[at] ?? Math.max(rest / free.length, field.config.custom.minWidth ?? LEAST_WIDTH),
  );
}

function alignOf(field) {
  const { align = 'auto' } = field.config.custom;
  return align === 'auto' ? (field.type === 'number' ? 'right' : 'left') : align;
}

function header(columns, widths, { sortBy = [] }) {
  return h(
    'div',
    { class: 'table-header' },
    columns.map((field, at) => {
      const order = sortBy.find(({ displayName }) => displayName === field.displayName);
      return h(
        'div',
        { class: 'table-title', style: { width: `${widths[at]}px`, textAlign: alignOf(field) } },
        field.displayName,
        order && h('span', {}, order.desc ? ' ↓' : ' ↑'),
      );
    }),
  );
}

function cell(field, row, width, context) {
  const value = field.values[row];
  const look = display(field, value, context.range.to);
  const { type = 'auto', mode, valueDisplayMode = 'text' } = field.config.custom.cellOptions ?? {};
  const text = look.prefix + look.text + look.suffix;
  const style = { width: `${width}px`, textAlign: alignOf(field) };
  const shown = field.config.links?.length && text ? h('a', {}, text) : text;
  switch (type) {
    case 'gauge': {
      if (typeof value !== 'number') {
        return h('div', { class: 'cell', style }, text);
      }
      const ink = { color: valueDisplayMode === 'text' ? '' : look.colour };
      const label = valueDisplayMode === 'hidden' ? null : h('span', { class: 'cell-value', style: ink }, text);
      return h('div', { class: 'cell cell-gauge', style }, cellBar({ field, value, look }, mode ?? 'gradient'), label);
    }
    case 'color-background': {
      if (text === '' || look.colour.startsWith('rgba(0, 0, 0, 0')) {
        return h('div', { class: 'cell', style }, shown);
      }
      const background =
        mode === 'basic' ? look.colour : `linear-gradient(120deg, ${mix(look.colour, '#000000', 0.2)}, ${look.colour})`;
      return h('div', { class: 'cell filled', style: { ...style, background, color: onTop(look.colour) } }, text);
    }
    case 'color-text':
      return h('div', { class: 'cell', style: { ...style, color: look.colour } }, shown);
    case 'auto':
    case 'json-view':
    case 'data-links':
      return h('div', { class: 'cell', style }, shown);
    default:
      context.note(`cell type ${type}`);
      return h('div', { class: 'cell', style }, shown);
  }
}

function footerRow(columns, widths, { reducer = [], fields = [], countRows }, context) {
  const id = reducer[0] ?? 'sum';
  const total = (field) => {
    const wanted =
      field.type === 'number' &&
      (fields.length === 0 || [].concat(fields).some((name) => [field.name, field.displayName].includes(name)));
    if (!wanted) {
      return '';
    }
    const value = reduce(id, field.values);
    return keepsUnit(id) ? displayText(field, value, context.range.to) : String(value);
  };
  return h(
    'div',
    { class: 'table-footer' },
    columns.map((field, at) => {
      const text = countRows && at === 0 ? `Count ${field.values.length}` : total(field);
      const title = at === 0 && !text ? calculationTitle(id) : '';
      return h('div', { class: 'cell', style: { width: `${widths[at]}px`, textAlign: alignOf(field) } }, title || text);
    }),
  );
}

/** Columns whose title or text does not fit: Grafana cuts them off. */
function reportNarrow(columns, widths, rows, context) {
  columns.forEach((field, at) => {
    const { type } = field.config.custom.cellOptions ?? {};
    const room = widths[at] - 12;
    const needed =
      type === 'gauge'
        ? 0
        : rows.reduce(
            (most, row) => Math.max(most, textWidth(displayText(field, field.values[row], context.range.to), 14)),
            0,
          );
    if (needed > room) {
      context.remark(`column "${field.displayName}" is cut: needs ${Math.ceil(needed)} px, has ${Math.floor(room)}`);
    }
    if (textWidth(field.displayName, 14, 500) > room) {
      context.remark(`title of column "${field.displayName}" is cut`);
    }
  });
}
