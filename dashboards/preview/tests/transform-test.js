import { equal, fails, test } from './check.js';
import { numberField, textField, timeField } from '../frames.js';
import { nameOf, transform } from '../transform.js';

const table = (refId, gpus, values, extra = []) => ({
  refId,
  format: 'table',
  fields: [timeField(gpus.map(() => 5)), textField('gpu', gpus), ...extra, numberField(`Value #${refId}`, values)],
});
const rows = (frame) => frame.fields[0].values.map((_, row) => frame.fields.map((field) => field.values[row]));
const names = (frame) => frame.fields.map(nameOf);

test('tables are merged by what they share; what is missing is empty', () => {
  const [merged, ...more] = transform(
    [table('A', ['0', '1'], [10, 11]), table('B', ['1', '2'], [21, 22])],
    [{ id: 'merge' }],
  );
  equal(more, []);
  equal(names(merged), ['Time', 'gpu', 'Value #A', 'Value #B']);
  equal(rows(merged), [
    [5, '0', 10, null],
    [5, '1', 11, 21],
    [5, '2', null, 22],
  ]);
});

test('rows that have one label more stay apart where it differs', () => {
  const left = table('A', ['0', '0'], [1, 2], [textField('pod', ['a', 'b'])]);
  const [merged] = transform([left, table('B', ['0'], [7])], [{ id: 'merge' }]);
  equal(rows(merged), [
    [5, '0', 'a', 1, 7],
    [5, '0', 'b', 2, null],
  ]);
});

test('columns are left out, ordered and renamed', () => {
  const options = {
    excludeByName: { Time: true },
    indexByName: { 'Value #A': 0, gpu: 1 },
    renameByName: { gpu: 'GPU', 'Value #A': 'Power' },
  };
  const [frame] = transform([table('A', ['0'], [1])], [{ id: 'organize', options }]);
  equal(names(frame), ['Power', 'GPU']);
});

test('series are joined by time or by a field, each column once', () => {
  const options = { byField: 'gpu', mode: 'outer' };
  const [outer] = transform(
    [table('A', ['0', '1'], [1, 2]), table('B', ['1', '2'], [3, 4])],
    [{ id: 'joinByField', options }],
  );
  equal(names(outer), ['gpu', 'Time', 'Value #A', 'Time 2', 'Value #B']);
  equal(outer.fields.at(-1).values, [null, 3, 4]);
  const [inner] = transform(
    [table('A', ['0', '1'], [1, 2]), table('B', ['1', '2'], [3, 4])],
    [{ id: 'joinByField', options: { ...options, mode: 'inner' } }],
  );
  equal(inner.fields[0].values, ['1']);
});

test('fields are kept by name and by pattern', () => {
  const keep = (options) => names(transform([table('A', ['0'], [1])], [{ id: 'filterFieldsByName', options }])[0]);
  equal(keep({ include: { names: ['gpu'], pattern: '/^Value/' } }), ['gpu', 'Value #A']);
  equal(keep({ exclude: { names: ['Time'] } }), ['gpu', 'Value #A']);
});

test('rows are sorted by numbers as numbers, nothing last', () => {
  const sort = (desc) => [{ id: 'sortBy', options: { sort: [{ field: 'Value #A', desc }] } }];
  equal(transform([table('A', ['0', '1', '2'], [9, 10, 1])], sort(true))[0].fields[1].values, ['1', '0', '2']);
  equal(transform([table('A', ['0', '1', '2'], [9, null, 1])], sort(false))[0].fields[1].values, ['2', '0', '1']);
});

test('rows are grouped', () => {
  const frame = table('A', ['0', '1', '0'], [1, 2, 4]);
  const fields = {
    gpu: { operation: 'groupby' },
    'Value #A': { operation: 'aggregate', aggregations: ['sum', 'count'] },
  };
  const [grouped] = transform([frame], [{ id: 'groupBy', options: { fields } }]);
  equal(
    [names(grouped), rows(grouped)],
    [
      ['gpu', 'Value #A (sum)', 'Value #A (count)'],
      [
        ['0', 5, 2],
        ['1', 2, 1],
      ],
    ],
  );
});

test('a field is calculated from two', () => {
  const binary = { left: 'Value #A', operator: '/', right: '2' };
  const [frame] = transform(
    [table('A', ['0'], [10])],
    [{ id: 'calculateField', options: { mode: 'binary', binary, alias: 'half' } }],
  );
  equal(rows(frame), [[5, '0', 10, 5]]);
});

test('rows are kept by value', () => {
  const filters = [{ fieldName: 'Value #A', config: { id: 'greater', options: { value: 5 } } }];
  const kept = (type) =>
    transform([table('A', ['0', '1'], [1, 9])], [{ id: 'filterByValue', options: { type, filters } }])[0].fields[1]
      .values;
  equal([kept('include'), kept('exclude')], [['1'], ['0']]);
});

test('labels become columns', () => {
  const series = (gpu, value) => ({ refId: 'A', fields: [timeField([5]), numberField('Value', [value], { gpu })] });
  equal(rows(transform([series('0', 1), series('1', 2)], [{ id: 'labelsToFields' }])[0]), [
    [5, '0', 1],
    [5, '1', 2],
  ]);
});

test('a reduced series is a row', () => {
  const [frame] = transform(
    [table('A', ['0', '1'], [1, 3])],
    [{ id: 'reduce', options: { reducers: ['max', 'mean'] } }],
  );
  equal([names(frame), rows(frame)], [['Field', 'Max', 'Mean'], [['Value #A', 3, 2]]]);
});

test('one that is switched off does nothing, one that is unknown is refused', async () => {
  equal(transform([table('A', ['0'], [1])], [{ id: 'nonsense', disabled: true }]).length, 1);
  await fails(() => transform([], [{ id: 'nonsense' }]), 'does not know the transformation nonsense');
});
