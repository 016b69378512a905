// The panel "bar gauge".

import { withAlpha } from './colours.js';
import { h, textWidth } from './dom.js';
import { absoluteSteps, colourOf } from './fields.js';
import { shownValues } from './values.js';

const EMPTY = 'rgba(204, 204, 220, 0.07)';

/** @return how many values it has */
export function bargauge(body, area, frames, panel, context) {
  const options = panel.options ?? {};
  const values = shownValues(frames, panel, context);
  const horizontal =
    options.orientation === 'horizontal' || ((options.orientation ?? 'auto') === 'auto' && area.width <= area.height);
  const least = horizontal ? (options.minVizHeight ?? 16) : (options.minVizWidth ?? 8);
  const length = ((horizontal ? area.height : area.width) + 8) / Math.max(1, values.length) - 8;
  const size = options.sizing === 'manual' ? least : Math.max(least, length);
  if ((size + 8) * values.length - 8 > (horizontal ? area.height : area.width) + 2) {
    context.remark(`the bars need scrolling: ${values.length} values`);
  }
  body.append(
    h(
      'div',
      { class: `bars ${horizontal ? 'horizontal' : 'vertical'}` },
      horizontal ? rows(values, options, area.width, size) : columns(values, options, size, area.height),
    ),
  );
  return values.length;
}

const textOf = ({ look }) => look.prefix + look.text + look.suffix;

function rows(values, options, width, height) {
  const above =
    options.namePlacement === 'top' || ((options.namePlacement ?? 'auto') === 'auto' && height > 40 && width < 400);
  const named = values.length > 1 && options.namePlacement !== 'hidden';
  const nameWidth =
    named && !above
      ? Math.min(
          width * 0.4,
          widest(
            values.map(({ title }) => title),
            14,
          ) + 12,
        )
      : 0;
  const thickness = Math.max(4, above && named ? height - 24 : height);
  const size = options.text?.valueSize ?? Math.max(10, Math.min(26, thickness * 0.6));
  const valueWidth = options.valueMode === 'hidden' ? 0 : Math.min(width * 0.4, widest(values.map(textOf), size) + 16);
  return values.map((one) =>
    h(
      'div',
      { class: `bar-row ${above ? 'above' : ''}`, style: { height: `${height}px` } },
      named &&
        h('div', { class: 'bar-name', style: { width: above ? '' : `${nameWidth}px` }, title: one.title }, one.title),
      h(
        'div',
        { class: 'bar-line', style: { height: `${thickness}px` } },
        h(
          'div',
          { class: 'bar-space', style: { width: `${width - nameWidth - valueWidth}px` } },
          bar(one, options, 'width'),
        ),
        valueWidth > 0 &&
          h(
            'div',
            {
              class: 'bar-value',
              style: { width: `${valueWidth}px`, fontSize: `${size}px`, color: inkOf(one, options) },
            },
            textOf(one),
          ),
      ),
    ),
  );
}

function columns(values, options, width, height) {
  const named = values.length > 1 && options.namePlacement !== 'hidden';
  const size = Math.max(10, Math.min(18, width / 4));
  return values.map((one) =>
    h(
      'div',
      { class: 'bar-column', style: { width: `${width}px`, height: `${height}px` } },
      options.valueMode !== 'hidden' &&
        h('div', { class: 'bar-value', style: { fontSize: `${size}px`, color: inkOf(one, options) } }, textOf(one)),
      h('div', { class: 'bar-space' }, bar(one, options, 'height')),
      named && h('div', { class: 'bar-name', title: one.title }, one.title),
    ),
  );
}

function inkOf({ look }, { valueMode = 'color' }) {
  return valueMode === 'text' ? '' : look.colour;
}

function widest(texts, size) {
  return texts.reduce((most, text) => Math.max(most, textWidth(text, size, 500)), 0);
}

/** The filled part, along the given side. */
function bar({ field, value, look }, { displayMode = 'gradient', showUnfilled = true }, side) {
  const share = value === null ? 0 : look.share;
  const space = { background: showUnfilled ? EMPTY : '' };
  if (displayMode === 'lcd') {
    return h('div', { class: `bar-cells ${side}`, style: space }, cells(field, share));
  }
  const paint = {
    basic: { background: withAlpha(look.colour, 0.35), border: look.colour },
    gradient: { background: gradient(field, look, share, side), border: look.colour },
  };
  const { background, border } = paint[displayMode];
  const edge = side === 'width' ? 'borderRight' : 'borderTop';
  return h(
    'div',
    { class: `bar-back ${side}`, style: space },
    h('div', { class: 'bar-fill', style: { [side]: `${share * 100}%`, background, [edge]: `2px solid ${border}` } }),
  );
}

/** From the lowest step's colour to that of the value. */
function gradient(field, look, share, side) {
  const towards = side === 'width' ? 'to right' : 'to top';
  const mode = field.config.color?.mode ?? 'thresholds';
  if (mode !== 'thresholds') {
    return `linear-gradient(${towards}, ${withAlpha(look.colour, 0.3)}, ${look.colour})`;
  }
  const stops = absoluteSteps(field)
    .filter(({ value }) => value <= look.number)
    .map(({ value, color }) => {
      const place = Math.max(0, (value - field.min) / (field.max - field.min || 1));
      return `${color} ${share > 0 ? Math.min(100, (place / share) * 100) : 0}%`;
    });
  return `linear-gradient(${towards}, ${stops.join(', ')}, ${look.colour} 100%)`;
}

const CELLS = 30;

function cells(field, share) {
  return Array.from({ length: CELLS }, (_, at) => {
    const place = (at + 0.5) / CELLS;
    const colour = colourOf(field, field.min + (field.max - field.min) * place);
    return h('span', { style: { background: place <= share ? colour : withAlpha(colour, 0.15) } });
  });
}

/** A bar within a table's cell. */
export function cellBar(one, mode) {
  return bar(one, { displayMode: mode, showUnfilled: true }, 'width');
}
