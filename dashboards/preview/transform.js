// Grafana's transformations, those that dashboards of Prometheus need.

import { regex } from './fields.js';
import { numberField, textField, timeField } from './frames.js';
import { calculationTitle, reduce } from './reduce.js';

/** @throws Error for a transformation that is unknown here */
export function transform(frames, transformations) {
  return (transformations ?? []).filter((one) => !one.disabled).reduce(apply, frames);
}

function apply(frames, { id, options = {}, filter }) {
  const does = TRANSFORMATIONS[id];
  if (!does) {
    throw new Error(`the preview does not know the transformation ${id}`);
  }
  if (!filter) {
    return does(frames, options);
  }
  const applies = (frame) => regex(String(filter.options)).test(frame.refId);
  return [...frames.filter((frame) => !applies(frame)), ...does(frames.filter(applies), options)];
}

const TRANSFORMATIONS = {
  merge,
  organize: each(organize),
  joinByField,
  seriesToColumns: joinByField,
  filterFieldsByName: each(filterFields),
  sortBy: each(sortBy),
  reduce: reduceSeries,
  groupBy: each(groupBy),
  renameByRegex: each(rename),
  limit: each(limit),
  labelsToFields,
  calculateField: each(calculate),
  filterByValue: each(filterByValue),
};

function each(does) {
  return (frames, options) => frames.map((frame) => does(frame, options));
}

export function nameOf(field) {
  return field.config.displayName ?? field.displayNameOfSource ?? field.name;
}

const isNamed = (name) => (field) => field.name === name || nameOf(field) === name;
const length = (frame) => frame.fields[0]?.values.length ?? 0;
const pick = (frame, rows) => ({
  ...frame,
  fields: frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row]) })),
});

/** Puts rows of all tables into one; those that agree in every column they share become one row. */
function merge(frames) {
  if (frames.length < 2) {
    return frames;
  }
  const columns = new Map();
  frames
    .flatMap((frame) => frame.fields)
    .forEach((field) => {
      columns.set(nameOf(field), columns.get(nameOf(field)) ?? { ...field, values: [] });
    });
  const shared = [...columns.keys()].filter((name) => frames.every((frame) => frame.fields.some(isNamed(name))));
  const rows = new Map();
  for (const frame of frames) {
    for (let at = 0; at < length(frame); at++) {
      const row = Object.fromEntries(frame.fields.map((field) => [nameOf(field), field.values[at]]));
      addRow(rows, JSON.stringify(shared.map((name) => row[name])), row);
    }
  }
  const all = [...rows.values()].flat();
  columns.forEach((field, name) => {
    field.values = all.map((row) => row[name] ?? (field.type === 'string' ? '' : null));
  });
  return [{ name: 'merged', refId: frames[0].refId, format: 'table', fields: [...columns.values()] }];
}

function addRow(rows, key, row) {
  const same = rows.get(key) ?? [];
  const fits = same.find((other) => Object.keys(row).every((name) => !(name in other) || other[name] === row[name]));
  if (fits) {
    Object.assign(fits, row);
  } else {
    same.push(row);
  }
  rows.set(key, same);
}

function organize(frame, { excludeByName = {}, includeByName = {}, indexByName = {}, renameByName = {} }) {
  const included = Object.keys(includeByName).filter((name) => includeByName[name]);
  const place = (field) => indexByName[nameOf(field)] ?? indexByName[field.name] ?? Number.MAX_SAFE_INTEGER;
  const fields = frame.fields
    .filter((field) => !excludeByName[nameOf(field)])
    .filter((field) => included.length === 0 || included.includes(nameOf(field)))
    .sort((a, b) => place(a) - place(b))
    .map((field) => {
      const name = renameByName[nameOf(field)] ?? renameByName[field.name];
      return name ? { ...field, config: { ...field.config, displayName: name } } : field;
    });
  return { ...frame, fields };
}

/** Time, or the first field that all have, where no field is named. */
function joinByField(frames, { byField, mode = 'outer' }) {
  if (frames.length < 2) {
    return frames;
  }
  const isKey = byField ? isNamed(byField) : (field) => field.type === 'time';
  const joined = frames.filter((frame) => frame.fields.some(isKey));
  const keysOf = joined.map((frame) => frame.fields.find(isKey).values);
  let keys = [...new Set(keysOf.flat())];
  if (mode === 'inner') {
    keys = keys.filter((key) => keysOf.every((values) => values.includes(key)));
  }
  const first = joined[0]?.fields.find(isKey);
  const columns = joined.flatMap((frame, at) =>
    frame.fields
      .filter((field) => !isKey(field))
      .map((field) => ({
        ...field,
        values: keys.map((key) => field.values[keysOf[at].indexOf(key)] ?? null),
      })),
  );
  return first ? [{ ...joined[0], format: 'table', fields: [{ ...first, values: keys }, ...numbered(columns)] }] : [];
}

/** Columns of one name get a number behind it. */
function numbered(fields) {
  const seen = new Map();
  return fields.map((field) => {
    const count = (seen.get(nameOf(field)) ?? 0) + 1;
    seen.set(nameOf(field), count);
    return count === 1 ? field : { ...field, name: `${nameOf(field)} ${count}`, displayNameOfSource: undefined };
  });
}

function filterFields(frame, { include, exclude }) {
  const meets = (rule, field) =>
    (rule.names ?? []).includes(nameOf(field)) || Boolean(rule.pattern && regex(rule.pattern).test(nameOf(field)));
  const given = (rule) => rule && (rule.names?.length || rule.pattern);
  return {
    ...frame,
    fields: frame.fields
      .filter((field) => !given(include) || meets(include, field))
      .filter((field) => !given(exclude) || !meets(exclude, field)),
  };
}

export function compare(a, b) {
  if (a === null || b === null) {
    return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  }
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sortBy(frame, { sort = [] }) {
  const field = frame.fields.find(isNamed(sort[0]?.field));
  return field ? sorted(frame, field, sort[0].desc) : frame;
}

export function sorted(frame, field, downwards) {
  const rows = field.values.map((_, row) => row);
  rows.sort((a, b) => compare(field.values[a], field.values[b]) * (downwards ? -1 : 1));
  return pick(frame, rows);
}

function reduceSeries(frames, { reducers = ['max'], mode = 'seriesToRows' }) {
  const fields = frames.flatMap((frame) => frame.fields.filter((field) => field.type === 'number'));
  if (mode === 'reduceFields') {
    return frames.map((frame) => ({
      ...frame,
      fields: frame.fields
        .filter((field) => field.type === 'number')
        .map((field) => ({ ...field, values: [reduce(reducers[0], field.values)] })),
    }));
  }
  const columns = reducers.map((id) =>
    numberField(
      calculationTitle(id),
      fields.map((field) => reduce(id, field.values)),
    ),
  );
  return [
    {
      name: 'reduced',
      refId: frames[0]?.refId,
      format: 'table',
      fields: [textField('Field', fields.map(nameOf)), ...columns],
    },
  ];
}

function groupBy(frame, { fields: rules = {} }) {
  const rule = (field) => rules[nameOf(field)] ?? rules[field.name];
  const keys = frame.fields.filter((field) => rule(field)?.operation === 'groupby');
  const groups = new Map();
  for (let row = 0; row < length(frame); row++) {
    const key = JSON.stringify(keys.map((field) => field.values[row]));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const rows = [...groups.values()];
  const calculated = frame.fields
    .filter((field) => rule(field)?.operation === 'aggregate')
    .flatMap((field) =>
      rule(field).aggregations.map((id) => ({
        ...field,
        type: ['count', 'distinctCount'].includes(id) ? 'number' : field.type,
        name: `${nameOf(field)} (${id})`,
        displayNameOfSource: undefined,
        values: rows.map((group) =>
          reduce(
            id,
            group.map((row) => field.values[row]),
          ),
        ),
      })),
    );
  const grouped = keys.map((field) => ({ ...field, values: rows.map(([row]) => field.values[row]) }));
  return { ...frame, fields: [...grouped, ...calculated] };
}

function rename(frame, { regex: pattern, renamePattern }) {
  const fields = frame.fields.map((field) =>
    regex(pattern).test(nameOf(field))
      ? { ...field, config: { ...field.config, displayName: nameOf(field).replace(regex(pattern), renamePattern) } }
      : field,
  );
  return { ...frame, fields };
}

function limit(frame, { limitField = 10 }) {
  return pick(frame, frame.fields[0]?.values.slice(0, limitField).map((_, row) => row) ?? []);
}

/** Labels become columns; all series are one table. */
function labelsToFields(frames, { mode = 'columns' }) {
  if (mode !== 'columns') {
    throw new Error(`the preview knows labelsToFields only in columns, not in ${mode}`);
  }
  const tables = frames.map((frame) => {
    const value = frame.fields.find((field) => field.type === 'number');
    const time = frame.fields.find((field) => field.type === 'time') ?? timeField([]);
    const labels = Object.entries(value.labels).map(([name, text]) =>
      textField(
        name,
        value.values.map(() => text),
      ),
    );
    return { ...frame, fields: [time, ...labels, { ...value, labels: {}, displayNameOfSource: undefined }] };
  });
  return merge(tables);
}

const OPERATORS = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

function calculate(frame, { mode, binary, reduce: row, alias, replaceFields }) {
  const rows = frame.fields[0]?.values.map((_, at) => at) ?? [];
  let field;
  if (mode === 'binary') {
    const side = (name) => {
      const { matcher, fixed } = typeof name === 'object' ? name : { matcher: { options: name }, fixed: name };
      const found = frame.fields.find(isNamed(matcher?.options));
      return (at) => (found ? found.values[at] : Number(fixed));
    };
    const [left, right] = [side(binary.left), side(binary.right)];
    const result = (at) =>
      left(at) === null || right(at) === null ? null : OPERATORS[binary.operator](left(at), right(at));
    field = numberField(alias ?? `${binary.left} ${binary.operator} ${binary.right}`, rows.map(result));
  } else if (mode === 'reduceRow') {
    const of = frame.fields.filter(
      (one) => one.type === 'number' && (!row.include || row.include.includes(nameOf(one))),
    );
    field = numberField(
      alias ?? calculationTitle(row.reducer),
      rows.map((at) =>
        reduce(
          row.reducer,
          of.map((one) => one.values[at]),
        ),
      ),
    );
  } else {
    throw new Error(`the preview does not know the mode ${mode} of calculateField`);
  }
  const kept = replaceFields ? frame.fields.filter((one) => one.type === 'time') : frame.fields;
  return { ...frame, fields: [...kept, field] };
}

const CONDITIONS = {
  greater: (value, to) => value > to.value,
  greaterOrEqual: (value, to) => value >= to.value,
  lower: (value, to) => value < to.value,
  lowerOrEqual: (value, to) => value <= to.value,
  equal: (value, to) => String(value) === String(to.value),
  notEqual: (value, to) => String(value) !== String(to.value),
  isNull: (value) => value === null,
  isNotNull: (value) => value !== null,
  regex: (value, to) => regex(to.value).test(String(value)),
  between: (value, { from, to }) => value >= from && value <= to,
};

function filterByValue(frame, { type = 'include', match = 'all', filters = [] }) {
  const tests = filters.map(({ fieldName, config }) => {
    const field = frame.fields.find(isNamed(fieldName));
    if (!CONDITIONS[config.id]) {
      throw new Error(`the preview does not know the condition ${config.id} of filterByValue`);
    }
    return (row) => Boolean(field) && CONDITIONS[config.id](field.values[row], config.options ?? {});
  });
  const meets = (row) => (match === 'all' ? tests.every((test) => test(row)) : tests.some((test) => test(row)));
  const rows = Array.from({ length: length(frame) }, (_, row) => row);
  return pick(
    frame,
    rows.filter((row) => meets(row) === (type === 'include')),
  );
}
