import { equal, fails, test } from './check.js';
import { constant, interpolate, references } from '../interpolate.js';
import { builtIn, duration, durationText, rangeOfDashboard, stepOf } from '../time.js';

const many = { name: 'm', values: ['a.b', 'c'], texts: ['A', 'C'], multi: true, all: false };
const one = { ...many, values: ['a.b'], texts: ['A'] };
const everything = { ...many, all: true };
const open = { ...everything, allValue: '.*' };
const scope = (variable) =>
  new Map([
    ['m', variable],
    ['s', constant('s', 'x.y')],
  ]);
const query = (text, variable) => interpolate(text, scope(variable), 'prometheus');

/** [claim, text, variable, result] */
const CASES = [
  ['several values are a group, their dots escaped for a string of PromQL', 'a{b=~"$m"}', many, 'a{b=~"(a\\\\.b|c)"}'],
  ['one of several possible values is escaped, and no group', '{b=~"$m"}', one, '{b=~"a\\\\.b"}'],
  ['All is every value', '$m', everything, '(a\\\\.b|c)'],
  ["All is the variable's own value for all where it has one", '$m', open, '.*'],
  ['a variable that has one value only is not escaped', '{b="$s"}', many, '{b="x.y"}'],
  ['braces and square brackets do as well', '${s} [[s]]', many, 'x.y x.y'],
  [
    'a format can be asked for',
    '${m:csv} ${m:pipe} ${m:regex} ${m:raw} [[m:csv]]',
    many,
    'a.b,c a.b|c (a\\.b|c) a.b,c a.b,c',
  ],
  ['texts are what the user sees', '${m:text}', many, 'A + C'],
  ['the text of All is All', '${m:text}', everything, 'All'],
  ['JSON and quotes', '${m:json} ${m:doublequote}', many, '["a.b","c"] "a.b","c"'],
  ['a name ends where it ends', '$s_x $sx', many, '$s_x $sx'],
  ['$1 of a label_replace is no variable', '"$1"', many, '"$1"'],
];

for (const [claim, text, variable, result] of CASES) {
  test(claim, () => equal(query(text, variable), result));
}

test('a title shows texts', () => equal(interpolate('GPU $m', scope(many), 'text'), 'GPU A + C'));

test('a name that is no variable is told', () => {
  const names = [];
  interpolate('$nothing ${m} [[neither]]', scope(many), 'raw', (name) => names.push(name));
  equal(names, ['nothing', 'neither']);
});

test('an unknown format is refused', () => fails(() => query('${m:sqlstring}', many), 'does not know this format'));

test('the references of a text are found', () =>
  equal(references('$a ${b:csv} [[c]] $1 ${d.e}'), ['a', 'b', 'c', 'd']));

test('durations are read and written as Grafana does', () => {
  equal(
    [duration('15m'), duration('1h30m'), duration('500ms'), duration('2d')],
    [900_000, 5_400_000, 500, 172_800_000],
  );
  equal(
    [durationText(60_000), durationText(15_000), durationText(3_600_000), durationText(90_000)],
    ['1m', '15s', '1h', '90s'],
  );
});

test('what is no duration is refused', () => fails(() => duration('15 min'), 'is no duration'));

test("the dashboard's range is what it says", () =>
  equal([rangeOfDashboard({ from: 'now-3h', to: 'now' }), rangeOfDashboard()], ['3h', '6h']));

test('the rate interval spans four scrapes at least', () => {
  const span = (step, least) =>
    new Map(builtIn({ from: 0, to: 3_600_000 }, step, least)).get('__rate_interval').values[0];
  equal([span(15_000, 15_000), span(15_000, 60_000), span(300_000, 15_000)], ['1m', '4m', '315s']);
});

test('the range is there in seconds', () => {
  const values = new Map(builtIn({ from: 0, to: 3_600_000 }, 15_000, 15_000));
  equal([values.get('__range').values[0], values.get('__range_s').values[0]], ['3600s', '3600']);
});

test('a step is never finer than the scrape interval, and round', () => {
  equal(
    [stepOf({ from: 0, to: 900_000 }, 600, 15_000), stepOf({ from: 0, to: 86_400_000 }, 600, 15_000)],
    [15_000, 120_000],
  );
});
