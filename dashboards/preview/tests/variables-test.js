import { equal, fails, range, test, vector, withPrometheus } from './check.js';
import { resolve } from '../variables.js';

const gpu = { name: 'gpu', type: 'query', query: { query: 'label_values(T{job=~"$job"}, gpu)', refId: 'A' } };
const job = { name: 'job', type: 'query', query: 'label_values(T, job)', includeAll: true, multi: true };
const answers = { 'label/job/values': ['b', 'a.1'], 'label/gpu/values': ['10', '9', '0'] };

async function resolved(list, chosen = [], table = answers) {
  let scope;
  const calls = await withPrometheus(table, async (prometheus) => {
    scope = await resolve(list, new Map(chosen), prometheus, range);
  });
  return { scope, calls };
}

test('a variable waits for those that its query names', async () => {
  const { scope, calls } = await resolved([gpu, job]);
  equal([...scope.keys()], ['gpu', 'job']);
  equal(calls.length, 2);
  equal(calls[1].includes('match[]=T{job=~"(b|a\\\\.1)"}'), true);
});

test('without a choice a variable that has All takes it, another one the first value', async () => {
  const { scope } = await resolved([job, gpu]);
  equal([scope.get('job').all, scope.get('job').values, scope.get('gpu').values], [true, ['b', 'a.1'], ['10']]);
});

test('the choice that was saved is taken while it is still there', async () => {
  const saved = (value) => ({ ...gpu, current: { text: value, value } });
  equal((await resolved([job, saved('9')])).scope.get('gpu').values, ['9']);
  equal((await resolved([job, saved('77')])).scope.get('gpu').values, ['10']);
});

test('what the caller chooses is taken before what was saved', async () => {
  const { scope } = await resolved([{ ...job, current: { value: ['$__all'] } }], [['job', ['b']]]);
  equal([scope.get('job').values, scope.get('job').all], [['b'], false]);
});

test('a choice for a variable that is not there is refused', () =>
  fails(() => resolved([job], [['pod', ['x']]]), 'no variable pod'));

test('a choice that the variable has not is refused, and not taken for All', () =>
  fails(() => resolved([job], [['job', ['b', 'nope']]]), 'variable job: there is no nope, but b, a.1'));

for (const [order, texts] of [
  [0, ['10', '9', '0']],
  [1, ['0', '10', '9']],
  [3, ['0', '9', '10']],
  [4, ['10', '9', '0']],
  [7, ['0', '9', '10']],
]) {
  test(`order ${order} of the options is ${texts}`, async () => {
    const { scope } = await resolved([job, { ...gpu, sort: order }]);
    equal(
      scope.get('gpu').options.map(({ text }) => text),
      texts,
    );
  });
}

test('a query result is cut by the regular expression, each value once', async () => {
  const node = { name: 'node', type: 'query', query: 'query_result(group by (node) (T))', regex: '/node="([^"]*)"/' };
  const table = {
    query: vector([{ node: 'a' }, 1], [{ node: 'b', x: '1' }, 1], [{ node: 'a', x: '2' }, 1], [{ y: '1' }, 1]),
  };
  equal(
    (await resolved([node], [], table)).scope.get('node').options.map(({ value }) => value),
    ['a', 'b'],
  );
});

test('named groups give value and text', async () => {
  const disk = {
    name: 'disk',
    type: 'query',
    query: 'query_result(T)',
    regex: '/id="(?<value>[^"]+).*name="(?<text>[^"]+)/',
  };
  const { scope } = await resolved([disk], [], { query: vector([{ id: '7', name: 'sda' }, 1]) });
  equal(scope.get('disk').options, [{ value: '7', text: 'sda' }]);
});

test('a custom variable has labels, and commas that are escaped', async () => {
  const by = { name: 'by', type: 'custom', query: 'Node : node, modelName,a\\,b', current: { value: 'node' } };
  const { scope } = await resolved([by]);
  equal(
    scope.get('by').options.map(({ text, value }) => `${text}=${value}`),
    ['Node=node', 'modelName=modelName', 'a,b=a,b'],
  );
  equal([scope.get('by').texts, scope.get('by').values, scope.get('by').multi], [['Node'], ['node'], false]);
});

test('a textbox has what was written, a constant what it is', async () => {
  const price = { name: 'price', type: 'textbox', query: '2.50' };
  const fixed = { name: 'fixed', type: 'constant', query: '1' };
  equal((await resolved([price, fixed])).scope.get('price').values, ['2.50']);
  equal((await resolved([price], [['price', ['3']]])).scope.get('price').values, ['3']);
});

test('variables that need each other are told', () => {
  const a = { name: 'a', type: 'query', query: 'label_values(T{x="$b"}, x)' };
  const b = { name: 'b', type: 'query', query: 'label_values(T{x="$a"}, x)' };
  return fails(() => resolved([a, b]), 'a, b need each other');
});

test('a query of an unknown kind names its variable', () =>
  fails(
    () => resolved([{ name: 'x', type: 'query', query: 'tag_values(a)' }]),
    'variable x: the preview does not know',
  ));

test('what Prometheus says against a query is told', () =>
  fails(() => resolved([job], [], { 'label/job/values': new Error('unknown') }), 'variable job: bad_data: unknown'));
