import { equal, test } from './check.js';
import { logTicks, timeTicks, valueRange, valueTicks } from '../axes.js';
import { stack } from '../stacking.js';

const stacked = (values, more = {}) => ({ values, custom: { stacking: { mode: 'normal', group: 'A', ...more } } });

test('stacked series stand on each other', () => {
  const [first, second] = stack([stacked([1, 2]), stacked([10, 20])]);
  equal(
    [first, second],
    [
      { low: [0, 0], high: [1, 2] },
      { low: [1, 2], high: [11, 22] },
    ],
  );
});

test('a gap of one does not lift or drop those above', () => {
  const [, gap, above] = stack([stacked([1]), stacked([null]), stacked([5])]);
  equal([gap.high, above.low, above.high], [[null], [1], [6]]);
});

test('groups are stacked apart, and what is not stacked stays', () => {
  const [, other, free] = stack([stacked([1]), stacked([5], { group: 'B' }), { values: [7], custom: {} }]);
  equal([other.high, free], [[5], { low: null, high: [7] }]);
});

test('percent is of the sum', () => {
  const series = (value) => stacked([value], { mode: 'percent' });
  equal(
    stack([series(1), series(3)]).map(({ high }) => high),
    [[0.25], [1]],
  );
});

test('what is turned below zero is stacked downwards', () => {
  const down = { values: [2], custom: { stacking: { mode: 'normal' }, transform: 'negative-Y' } };
  equal(
    stack([stacked([1]), down, down]).map(({ high }) => high),
    [[1], [-2], [-4]],
  );
});

test('an axis has a tenth of room, and does not leave zero for it', () => {
  equal(
    [valueRange(30, 62, {}), valueRange(1, 100, {}), valueRange(-50, -2, {})],
    [
      [26, 66],
      [0, 110],
      [-55, 0],
    ],
  );
});

test('a level line stands in the middle, and one of zeros at the bottom', () => {
  equal(
    [valueRange(50, 50, {}), valueRange(0, 0, {})],
    [
      [0, 100],
      [0, 1],
    ],
  );
});

test('limits are kept, soft ones only while the data allows', () => {
  equal(
    [valueRange(30, 60, { min: 0, max: 100 }), valueRange(30, 60, { custom: { axisSoftMin: 0, axisSoftMax: 100 } })],
    [
      [0, 100],
      [0, 100],
    ],
  );
  equal(valueRange(30, 160, { custom: { axisSoftMax: 100 } })[1] > 160, true);
});

test('zero may be in the middle', () => equal(valueRange(-10, 30, { custom: { axisCenteredZero: true } }), [-34, 34]));

test('ticks are round, and for binary units powers of two', () => {
  equal(valueTicks([0, 110], 200), [0, 20, 40, 60, 80, 100]);
  equal(valueTicks([0, 90_000], 200, 2), [0, 16_384, 32_768, 49_152, 65_536, 81_920]);
});

test('without decimals there are ticks only at whole numbers', () => equal(valueTicks([0, 1.1], 200, 10, 0), [0, 1]));

test('a logarithmic axis has powers', () => equal(logTicks([1, 1000], 10), [1, 10, 100, 1000]));

test('times stand at round moments in UTC', () => {
  const from = Date.UTC(2026, 0, 1, 10, 1);
  equal(
    timeTicks(from, from + 900_000, 400).map(({ text }) => text),
    ['10:05', '10:10', '10:15'],
  );
});
