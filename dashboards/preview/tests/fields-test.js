import { equal, test } from './check.js';
import { colour, inScheme } from '../colours.js';
import { colourOf, configure, display, displayText, seriesColour, valuesToShow } from '../fields.js';
import { numberField, textField, timeField } from '../frames.js';
import { reduce } from '../reduce.js';

const NOW = 1_000_000;

function frames(fieldConfig = {}, ...fields) {
  const frame = {
    name: 'A',
    refId: 'A',
    fields: fields.length ? fields : [timeField([0, 1, 2]), numberField('Value', [10, 90, 50])],
  };
  const notes = [];
  configure([frame], fieldConfig, new Map(), (note) => notes.push(note));
  return { frame, notes, field: frame.fields.at(-1) };
}

const override = (id, options, ...properties) => ({ matcher: { id, options }, properties });
const unit = (value) => ({ id: 'unit', value });

test('a field has the defaults, and over them what matches it', () => {
  const { field } = frames({
    defaults: { unit: 'watt', min: 0 },
    overrides: [override('byName', 'Value', unit('celsius'))],
  });
  equal([field.config.unit, field.config.min], ['celsius', 0]);
});

test('of two overrides the later one counts', () => {
  equal(
    frames({ overrides: [override('byName', 'Value', unit('s')), override('byRegexp', '/^Val/', unit('ms'))] }).field
      .config.unit,
    'ms',
  );
});

test('an override of one field leaves the custom options of the others', () => {
  const config = {
    defaults: { custom: { fillOpacity: 10 } },
    overrides: [override('byName', 'a', { id: 'custom.fillOpacity', value: 50 })],
  };
  const { frame } = frames(config, numberField('a', [1]), numberField('b', [1]));
  equal(
    frame.fields.map((field) => field.config.custom.fillOpacity),
    [50, 10],
  );
});

test('fields are found by type, by query and by a list of names', () => {
  const count = (id, options) =>
    frames({ overrides: [override(id, options, unit('s'))] }).frame.fields.filter(({ config }) => config.unit === 's')
      .length;
  equal(
    [
      count('byType', 'number'),
      count('byFrameRefID', 'A'),
      count('byFrameRefID', 'B'),
      count('byNames', { mode: 'exclude', names: ['Value'] }),
    ],
    [1, 2, 0, 1],
  );
});

test('a matcher that the preview lacks is told', () => {
  equal(frames({ overrides: [override('byValue', {}, unit('s'))] }).notes, [
    'override matcher byValue',
    'override matcher byValue',
  ]);
});

test('a display name may have labels', () => {
  const field = numberField('Value', [1], { gpu: '3' });
  equal(frames({ defaults: { displayName: 'GPU ${__field.labels.gpu}' } }, field).field.displayName, 'GPU 3');
});

test('values are mapped by value, range, pattern and by being none', () => {
  const mappings = [
    { type: 'value', options: { 0: { text: 'down', color: 'red' } } },
    { type: 'range', options: { from: 80, to: null, result: { text: 'hot' } } },
    { type: 'regex', options: { pattern: '^GPU-(\\w+)$', result: { text: '$1' } } },
    { type: 'special', options: { match: 'null', result: { text: 'gone' } } },
  ];
  const { field } = frames({ defaults: { mappings, unit: 'celsius' } });
  equal(
    [0, 81, 'GPU-ab', null, 40].map((value) => displayText(field, value, NOW)),
    ['down', 'hot', 'ab', 'gone', '40 °C'],
  );
  equal(display(field, 0, NOW).colour, colour('red'));
});

test('no value is written as the panel wants', () =>
  equal(displayText(frames({ defaults: { noValue: '–' } }).field, null, NOW), '–'));

test('a time is written as a moment', () =>
  equal(displayText(frames().frame.fields[0], 0, NOW), '1970-01-01 00:00:00'));

const steps = [
  { value: null, color: 'green' },
  { value: 50, color: 'orange' },
  { value: 80, color: 'red' },
];

test('a threshold is reached at its value', () => {
  const { field } = frames({ defaults: { thresholds: { mode: 'absolute', steps } } });
  equal(
    [-5, 49.9, 50, 80].map((value) => colourOf(field, value)),
    ['green', 'green', 'orange', 'red'].map(colour),
  );
});

test('thresholds in percent are of the way from minimum to maximum', () => {
  const { field } = frames({ defaults: { min: 0, max: 1000, thresholds: { mode: 'percentage', steps } } });
  equal(
    [499, 500, 800].map((value) => colourOf(field, value)),
    ['green', 'orange', 'red'].map(colour),
  );
});

test('without limits a scheme spans the values of all fields', () => {
  const { frame } = frames(
    { defaults: { color: { mode: 'continuous-GrYlRd' } } },
    numberField('a', [0]),
    numberField('b', [100]),
  );
  equal(
    frame.fields.map((field) => colourOf(field, field.values[0])),
    [inScheme('continuous-GrYlRd', 0), inScheme('continuous-GrYlRd', 1)],
  );
});

test('the classic palette gives each series another colour', () => {
  const { frame } = frames(
    { defaults: { color: { mode: 'palette-classic' } } },
    timeField([0]),
    numberField('a', [1]),
    numberField('b', [1]),
  );
  equal(frame.fields.slice(1).map(seriesColour), ['#73BF69', '#F2CC0C']);
});

test('a series by thresholds has the colour of its last value', () => {
  equal(seriesColour(frames({ defaults: { thresholds: { steps } } }).field), colour('orange'));
});

/** [calculation, of [3, null, 1, NaN, 4]] */
for (const [id, result] of [
  ['lastNotNull', 4],
  ['firstNotNull', 3],
  ['min', 1],
  ['max', 4],
  ['sum', 8],
  ['count', 5],
  ['range', 3],
  ['diff', 1],
  ['delta', 3],
  ['distinctCount', 3],
  ['p50', 3],
]) {
  test(`${id} leaves out what is no value`, () => equal(reduce(id, [3, null, 1, NaN, 4]), result));
}

test('the mean is of what is there, and nothing of nothing', () =>
  equal([reduce('mean', [1, null, 2]), reduce('mean', [null])], [1.5, null]));

test('a value is shown for each field, or for each row', () => {
  const fields = [textField('pod', ['a', 'b']), numberField('Value', [1, 2])];
  const { frame } = frames({}, ...fields);
  equal(
    valuesToShow([frame], { calcs: ['max'] }).map(({ title, value }) => [title, value]),
    [['Value', 2]],
  );
  equal(
    valuesToShow([frame], { values: true }).map(({ title, value }) => [title, value]),
    [
      ['a', 1],
      ['b', 2],
    ],
  );
  equal(valuesToShow([frame], { values: true, limit: 1 }).length, 1);
  equal(
    valuesToShow([frame], { fields: 'pod' }).map(({ value }) => value),
    ['b'],
  );
});
