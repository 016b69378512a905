import { equal, matrix, range, test, vector, withPrometheus } from './check.js';
import { h } from '../dom.js';
import { show } from '../panel.js';

const queries = (...targets) => targets.map((target, at) => ({ refId: 'ABC'[at], ...target }));

/** Draws the panel 600 pixels wide; the page is as it was afterwards. */
async function drawn(panel, answers, height = 300) {
  const root = h('div');
  document.body.append(root);
  let report;
  const calls = await withPrometheus(answers, async (prometheus) => {
    const context = { prometheus, range, scrapeInterval: 15_000, annotations: [] };
    report = await show(
      root,
      { panel: { id: 1, title: 'T', ...panel }, scope: new Map(), width: 600, height },
      context,
    );
  });
  root.remove();
  const texts = (selector) => [...root.querySelectorAll(selector)].map((one) => one.textContent);
  return { root, report, calls, texts };
}

test('a time series has its legend with calculations, and a line for each series', async () => {
  const panel = {
    type: 'timeseries',
    targets: queries({ expr: 'up', legendFormat: 'GPU {{ gpu }}' }),
    fieldConfig: { defaults: { unit: 'watt' } },
    options: { legend: { displayMode: 'table', calcs: ['lastNotNull', 'max'] } },
  };
  const answer = matrix([{ gpu: '0' }, { 0: 100, 15: 300, 30: 200 }], [{ gpu: '1' }, { 0: 1, 15: 2, 30: 3 }]);
  const { texts, report, root } = await drawn(panel, { query_range: answer });
  equal(texts('.legend td'), ['GPU 0', '200 W', '300 W', 'GPU 1', '3 W', '3 W']);
  equal([report.state, report.series, root.querySelectorAll('svg path[fill=none]').length], ['data', 2, 2]);
});

test('a step without a value is a gap', async () => {
  const panel = {
    type: 'timeseries',
    targets: queries({ expr: 'up' }),
    fieldConfig: { defaults: { custom: { showPoints: 'never' } } },
  };
  const { root } = await drawn(panel, { query_range: matrix([{}, { 0: 1, 15: 2, 45: 1, 60: 2 }]) });
  equal(root.querySelectorAll('svg path[fill=none]').length, 2);
});

test('a table has labels and values as columns, in the unit of each', async () => {
  const panel = {
    type: 'table',
    targets: queries({ expr: 'one', format: 'table', instant: true }, { expr: 'two', format: 'table', instant: true }),
    transformations: [
      { id: 'merge' },
      { id: 'organize', options: { excludeByName: { Time: true }, renameByName: { 'Value #A': 'Power' } } },
    ],
    fieldConfig: {
      defaults: {},
      overrides: [{ matcher: { id: 'byName', options: 'Power' }, properties: [{ id: 'unit', value: 'watt' }] }],
    },
  };
  const { texts, report } = await drawn(panel, {
    'query=one': vector([{ gpu: '0' }, 650]),
    'query=two': vector([{ gpu: '0' }, 7], [{ gpu: '1' }, 8]),
  });
  equal(texts('.table-title'), ['gpu', 'Power', 'Value #B']);
  equal([texts('.cell'), report.series], [['0', '650 W', '7', '1', '', '8'], 2]);
});

test('a stat names its values only if there are several', async () => {
  const panel = { type: 'stat', targets: queries({ expr: 'up', instant: true, legendFormat: '{{gpu}}' }) };
  equal((await drawn(panel, { 'v1/query': vector([{ gpu: 'a' }, 1]) })).texts('.stat-title'), []);
  equal((await drawn(panel, { 'v1/query': vector([{ gpu: 'a' }, 1], [{ gpu: 'b' }, 2]) })).texts('.stat-title'), [
    'a',
    'b',
  ]);
});

test('a gauge shows its value, whatever the maximum', async () => {
  const panel = {
    type: 'gauge',
    targets: queries({ expr: 'up', instant: true }),
    fieldConfig: { defaults: { unit: 'percentunit', max: 1 } },
  };
  equal((await drawn(panel, { 'v1/query': vector([{}, 0.25]) })).texts('svg text'), ['25%']);
});

test('a bar is as long as its share', async () => {
  const panel = {
    type: 'bargauge',
    targets: queries({ expr: 'up', instant: true }),
    options: { orientation: 'horizontal', displayMode: 'basic' },
    fieldConfig: { defaults: { min: 0, max: 200 } },
  };
  const { root } = await drawn(panel, { 'v1/query': vector([{ a: '1' }, 50], [{ a: '2' }, 200]) });
  equal(
    [...root.querySelectorAll('.bar-fill')].map(({ style }) => style.width),
    ['25%', '100%'],
  );
});

test('equal neighbours are one state', async () => {
  const panel = {
    type: 'state-timeline',
    targets: queries({ expr: 'up' }),
    options: { legend: { showLegend: false } },
  };
  const { root } = await drawn(panel, { query_range: matrix([{}, { 0: 1, 15: 1, 30: 0, 45: 1, 60: 1 }]) });
  equal(root.querySelectorAll('svg rect').length, 3);
});

test('a text panel asks nobody and shows Markdown', async () => {
  const { texts, calls, report } = await drawn(
    { type: 'text', options: { content: '## Read\n\n- **a**\n- [b](http://c)' } },
    {},
  );
  equal([texts('h2, li, strong, a'), calls.length, report.state], [['Read', 'a', 'a', 'b', 'b'], 0, 'text']);
});

test('what Prometheus refuses stands in the panel with the query', async () => {
  const { texts, report } = await drawn(
    { type: 'stat', targets: queries({ expr: 'sum(' }) },
    { query_range: new Error('unclosed') },
  );
  equal([report.state, texts('.error')], ['error', ['Error query A: bad_data: unclosed (in: sum()']]);
});

test('a variable that is not there is an error, even within quotes', async () => {
  const { report } = await drawn({ type: 'stat', targets: queries({ expr: 'up{gpu=~"$gpu"}' }) }, {});
  equal(report.error, 'query A: there is no variable $gpu');
});

test('no series is no data, in the words of the panel', async () => {
  const panel = {
    type: 'stat',
    targets: queries({ expr: 'up', instant: true }),
    fieldConfig: { defaults: { noValue: 'none lost' } },
  };
  const { report, texts } = await drawn(panel, {});
  equal([report.state, texts('.no-data')], ['no data', ['none lost']]);
});

test('a type that is unknown is an error, an option that is not shown is told in the panel', async () => {
  equal((await drawn({ type: 'piechart' }, {})).report.error, 'the preview does not know panels of the type piechart');
  const panel = {
    type: 'stat',
    targets: queries({ expr: 'up', instant: true }),
    options: { sparkles: true, colorMode: 'value' },
  };
  const { report, texts } = await drawn(panel, { 'v1/query': vector([{}, 1]) });
  equal(
    [report.notShown, texts('.not-shown')],
    [['options.sparkles'], ['The preview does not show: options.sparkles']],
  );
});

test('an automatic legend is the one label, or all of them', async () => {
  const names = async (legendFormat, ...metrics) => {
    const panel = { type: 'timeseries', targets: queries({ expr: 'up', legendFormat }) };
    return (await drawn(panel, { query_range: matrix(...metrics.map((metric) => [metric, { 0: 1 }])) })).texts(
      '.legend-name',
    );
  };
  equal(await names('__auto', { gpu: '0' }, { gpu: '1' }), ['0', '1']);
  equal(await names('__auto', { __name__: 'up', a: '1', b: '2' }), ['up{a="1", b="2"}']);
  equal(await names('__auto', {}), ['up']);
});

test('a legend that is too long for its panel is remarked', async () => {
  const series = Array.from({ length: 30 }, (_, at) => [{ gpu: String(at) }, { 0: 1 }]);
  const panel = { type: 'timeseries', targets: queries({ expr: 'up' }), options: { legend: { displayMode: 'table' } } };
  equal((await drawn(panel, { query_range: matrix(...series) })).report.remarks, [
    'the legend needs scrolling: 30 series',
  ]);
});
