import { equal, test } from './check.js';
import { arrange, pixels } from '../layout.js';

const panel = (id, x, y, w, h, more = {}) => ({ id, type: 'stat', gridPos: { x, y, w, h }, ...more });
const row = (id, y, more = {}) => ({ id, type: 'row', gridPos: { x: 0, y, w: 24, h: 1 }, ...more });
const variable = (name, ...values) => [
  name,
  { name, values, texts: values, multi: true, options: values.map((value) => ({ value, text: value })) },
];
const places = (panels, scope = [], open = false) =>
  arrange({ panels }, new Map(scope), open).map((one) => [one.panel.id, one.x, one.y, one.w, one.h]);

test('panels stay where the dashboard has them', () => {
  equal(places([panel(1, 0, 0, 12, 8), panel(2, 12, 0, 12, 8), panel(3, 0, 8, 24, 4)]), [
    [1, 0, 0, 12, 8],
    [2, 12, 0, 12, 8],
    [3, 0, 8, 24, 4],
  ]);
});

test('a collapsed row hides its panels, and open ones move the rest down', () => {
  const panels = [row(1, 0, { collapsed: true, panels: [panel(2, 0, 1, 24, 8)] }), row(3, 1), panel(4, 0, 2, 24, 3)];
  equal(places(panels), [
    [1, 0, 0, 24, 1],
    [3, 0, 1, 24, 1],
    [4, 0, 2, 24, 3],
  ]);
  equal(places(panels, [], true), [
    [1, 0, 0, 24, 1],
    [2, 0, 1, 24, 8],
    [3, 0, 9, 24, 1],
    [4, 0, 10, 24, 3],
  ]);
});

test('a repeated panel stands once for each value, and what is below it moves', () => {
  const panels = [panel(1, 0, 0, 6, 4, { repeat: 'gpu', maxPerRow: 2 }), panel(2, 0, 4, 24, 2)];
  equal(places(panels, [variable('gpu', '0', '1', '2')]), [
    [1, 0, 0, 12, 4],
    [1, 12, 0, 12, 4],
    [1, 0, 4, 12, 4],
    [2, 0, 8, 24, 2],
  ]);
});

test('one that is repeated downwards keeps its width', () => {
  const panels = [panel(1, 0, 0, 6, 4, { repeat: 'gpu', repeatDirection: 'v' })];
  equal(places(panels, [variable('gpu', '0', '1')]), [
    [1, 0, 0, 6, 4],
    [1, 0, 4, 6, 4],
  ]);
});

test('a repeated row takes its panels along', () => {
  const panels = [row(1, 0, { repeat: 'node' }), panel(2, 0, 1, 24, 3)];
  const all = arrange({ panels }, new Map([variable('node', 'a', 'b')]), false);
  equal(
    all.map((one) => [one.panel.id, one.y, one.scope.get('node').values[0]]),
    [
      [1, 0, 'a'],
      [2, 1, 'a'],
      [1, 4, 'b'],
      [2, 5, 'b'],
    ],
  );
});

test('a cell is 30 pixels high, with 8 between', () => {
  const { top, height, width } = pixels({ x: 0, y: 2, w: 24, h: 8 }, 1600);
  equal([top, height, Math.round(width)], [76, 296, 1600]);
});
