// The panel "stat".

import { placer } from './axes.js';
import { mix, onTop, TEXT, withAlpha } from './colours.js';
import { fontSizeFor, h, s, textWidth } from './dom.js';
import { repeater, share, shownValues } from './values.js';

/** @return how many values it has */
export function stat(body, area, frames, panel, context) {
  const options = panel.options ?? {};
  const values = shownValues(frames, panel, context);
  const { vertical, width, height } = share(area, values.length, options.orientation);
  const graph = options.graphMode ?? 'area';
  const named = isNamed(options, values);
  // All have the size that the longest of them needs.
  const longest = {
    title: named ? longestOf(values.map(({ title }) => title)) : '',
    shown: longestOf(values.map(({ look }) => shownText(look, options))),
  };
  const boxes = values.map((one) =>
    big(one, { ...options, named, longest }, width, height, graphOf(one, frames, graph)),
  );
  body.append(repeater(vertical, boxes));
  return values.length;
}

function longestOf(texts) {
  return texts.reduce((longest, text) => (textWidth(text, 14, 500) > textWidth(longest, 14, 500) ? text : longest), '');
}

function shownText(look, { textMode }) {
  return textMode === 'none' || textMode === 'name' ? '' : look.prefix + look.text + look.suffix;
}

function isNamed({ textMode = 'auto' }, values) {
  return ['value_and_name', 'name'].includes(textMode) || (textMode === 'auto' && values.length > 1);
}

function graphOf({ field }, frames, mode) {
  const frame = frames.find((one) => one.fields.includes(field));
  const times = frame?.fields.find((one) => one.type === 'time')?.values ?? [];
  return mode === 'area' && times.length > 1 ? { times, values: field.values } : null;
}

function big({ look, title }, options, width, height, graph) {
  const { colorMode = 'value', justifyMode = 'auto', named, longest, text = {} } = options;
  const filled = colorMode.startsWith('background');
  const ink = filled ? onTop(look.colour) : colorMode === 'none' ? TEXT : look.colour;
  const centred = justifyMode === 'center' || (justifyMode === 'auto' && !named && !graph);
  const shown = shownText(look, options);
  const wide = named && options.wideLayout !== false && width / height > 2.5;
  const sizes = sizesOf({ ...longest, width: width - 16, height: height - 8, wide, graph, text });
  const background = { solid: look.colour, gradient: `linear-gradient(120deg, ${look.colour}, ${shade(look.colour)})` };
  return h(
    'div',
    {
      class: `stat ${centred ? 'centred' : ''} ${wide ? 'wide' : ''}`,
      style: {
        width: `${width}px`,
        height: `${height}px`,
        color: ink,
        background: filled ? background[colorMode === 'background_solid' ? 'solid' : 'gradient'] : '',
      },
    },
    graph && sparkline(graph, width, height * 0.4, filled ? ink : look.colour),
    h(
      'div',
      { class: 'stat-text' },
      named &&
        h(
          'div',
          { class: 'stat-title', style: { fontSize: `${sizes.title}px`, color: filled ? ink : TEXT }, title },
          title,
        ),
      shown &&
        h(
          'div',
          { class: 'stat-value', style: { fontSize: `${sizes.value}px` } },
          look.prefix,
          look.text,
          h('span', { style: { fontSize: `${Math.round(sizes.value * (look.suffix ? 0.7 : 1))}px` } }, look.suffix),
        ),
    ),
  );
}

function shade(background) {
  return background.startsWith('rgba') ? background : mix(background, '#000000', 0.25);
}

/** Name and value share the box: side by side when it is wide, else the name has the smaller part of the height. */
function sizesOf({ shown, title, width, height, wide, graph, text }) {
  const room = graph ? height * 0.75 : height;
  if (!title) {
    return { title: 0, value: text.valueSize ?? fontSizeFor(shown, width, room * 0.9, 100) };
  }
  if (wide) {
    const titleSize = text.titleSize ?? fontSizeFor(title, width * 0.6, height * 0.7, 30);
    const rest = Math.max(20, width - textWidth(title, titleSize, 500) - 12);
    return { title: titleSize, value: text.valueSize ?? fontSizeFor(shown, rest, room * 0.85, 100) };
  }
  const titleSize = text.titleSize ?? fontSizeFor(title, width, Math.max(14, height * 0.22), 30);
  return { title: titleSize, value: text.valueSize ?? fontSizeFor(shown, width, room - titleSize * 1.4, 100) };
}

function sparkline({ times, values }, width, height, colour) {
  const numbers = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const x = placer([times[0], times.at(-1)]);
  const y = placer(low === high ? [low - 1, high + 1] : [low, high]);
  const points = values.flatMap((value, at) =>
    Number.isFinite(value)
      ? [`${(x(times[at]) * width).toFixed(1)},${((1 - y(value)) * (height - 2) + 1).toFixed(1)}`]
      : [],
  );
  const line = `M${points.join('L')}`;
  const [first, last] = [points[0]?.split(',')[0], points.at(-1)?.split(',')[0]];
  return (
    points.length > 1 &&
    s(
      'svg',
      { class: 'sparkline', width, height },
      s('path', { d: `${line}L${last},${height}L${first},${height}Z`, fill: withAlpha(colour, 0.2) }),
      s('path', { d: line, fill: 'none', stroke: colour }),
    )
  );
}
