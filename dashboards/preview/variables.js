// The variables of a dashboard, and what of them is chosen.

import { interpolate, references } from './interpolate.js';

const ALL = '$__all';

/**
 * @param list templating.list of the dashboard
 * @param chosen a Map of values by name, for those that shall not be as the dashboard has them
 * @return a Map of variables by name (see interpolate.js), with label, hide and type of the dashboard
 */
export async function resolve(list, chosen, prometheus, range) {
  const scope = new Map();
  const names = new Set(list.map((definition) => definition.name));
  refuseUnknown(chosen, names);
  let waiting = [...list];
  while (waiting.length > 0) {
    const ready = waiting.filter((one) => dependencies(one).every((name) => scope.has(name) || !names.has(name)));
    if (ready.length === 0) {
      throw new Error(`the variables ${waiting.map((one) => one.name).join(', ')} need each other`);
    }
    const resolved = await Promise.all(
      ready.map((one) => variable(one, scope, chosen.get(one.name), prometheus, range)),
    );
    resolved.forEach((one) => scope.set(one.name, one));
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return new Map(list.map(({ name }) => [name, scope.get(name)]));
}

function refuseUnknown(chosen, names) {
  for (const name of chosen.keys()) {
    if (!names.has(name)) {
      throw new Error(`the dashboard has no variable ${name}; it has ${[...names].join(', ') || 'none'}`);
    }
  }
}

function dependencies(definition) {
  return definition.type === 'query' ? references(`${queryText(definition)} ${definition.regex ?? ''}`) : [];
}

function queryText(definition) {
  return typeof definition.query === 'string' ? definition.query : (definition.query?.query ?? '');
}

async function variable(definition, scope, chosen, prometheus, range) {
  const options = await optionsOf(definition, scope, prometheus, range).catch((e) => {
    throw new Error(`variable ${definition.name}: ${e.message}`);
  });
  refuseStranger(definition, options, chosen ?? []);
  return {
    name: definition.name,
    label: definition.label || definition.name,
    type: definition.type,
    hide: definition.hide ?? 0,
    multi: Boolean(definition.multi || definition.includeAll),
    allValue: definition.allValue || null,
    options,
    ...choose(definition, options, chosen ?? current(definition)),
  };
}

/** What somebody asked for by its name and is not there would else be shown as All. */
function refuseStranger(definition, options, chosen) {
  if (definition.type === 'textbox') {
    return;
  }
  const known = [ALL, 'All', ...options.flatMap(({ value, text }) => [value, text])];
  const unknown = chosen.find((value) => !known.includes(value));
  if (unknown !== undefined) {
    const some = options.slice(0, 10).map(({ text }) => text);
    throw new Error(`variable ${definition.name}: there is no ${unknown}, but ${some.join(', ') || 'nothing'}`);
  }
}

function current(definition) {
  const value = definition.current?.value ?? [];
  return []
    .concat(value)
    .map(String)
    .filter((one) => one !== '');
}

/** As Grafana when it opens a dashboard: what was saved if it is still there, else All, else the first. */
function choose(definition, options, wanted) {
  if (['textbox', 'constant', 'datasource'].includes(definition.type)) {
    const value = wanted.length && definition.type === 'textbox' ? wanted : options.map((option) => option.value);
    return { values: value, texts: value, all: false };
  }
  const found = options.filter((option) => wanted.includes(option.value) || wanted.includes(option.text));
  const everything = wanted.includes(ALL) || wanted.includes('All') || found.length === 0;
  if (definition.includeAll && everything) {
    return { values: options.map((option) => option.value), texts: ['All'], all: true };
  }
  const taken = found.length > 0 ? found : options.slice(0, 1);
  const kept = definition.multi ? taken : taken.slice(0, 1);
  return { values: kept.map((option) => option.value), texts: kept.map((option) => option.text), all: false };
}

async function optionsOf(definition, scope, prometheus, range) {
  switch (definition.type) {
    case 'query':
      return sort(filter(await ask(definition, scope, prometheus, range), definition, scope), definition.sort ?? 0);
    case 'custom':
    case 'interval':
      return custom(String(definition.query ?? ''));
    case 'constant':
    case 'textbox':
      return [option(String(definition.query ?? ''))];
    case 'datasource':
      return [option('Prometheus')];
    default:
      throw new Error(`the preview does not know the type ${definition.type}`);
  }
}

const option = (value, text = value) => ({ value, text });

/** a, b, label : c; a comma within a value has a backslash before it. */
function custom(text) {
  return text
    .split(/(?<!\\),/)
    .map((part) => part.replace(/\\,/g, ',').trim())
    .filter((part) => part !== '')
    .map((part) => {
      const labelled = /^(.+?) : (.+)$/.exec(part);
      return labelled ? option(labelled[2], labelled[1]) : option(part);
    });
}

async function ask(definition, scope, prometheus, range) {
  const unknown = (name) => {
    throw new Error(`there is no variable $${name}`);
  };
  const text = interpolate(queryText(definition).trim(), scope, 'prometheus', unknown);
  let found = /^label_values\((?:(.+),\s*)?([A-Za-z_]\w*)\)$/s.exec(text);
  if (found) {
    return prometheus.labelValues(found[2], found[1], range);
  }
  found = /^label_names\((.*)\)$/s.exec(text);
  if (found) {
    return prometheus.labelNames(found[1], range);
  }
  found = /^metrics\((.*)\)$/s.exec(text);
  if (found) {
    const names = await prometheus.labelValues('__name__', null, range);
    return names.filter((name) => new RegExp(found[1]).test(name));
  }
  found = /^query_result\((.*)\)$/s.exec(text);
  if (found) {
    return (await prometheus.instant(found[1], range.to)).map(seriesText);
  }
  throw new Error(`the preview does not know the query ${text}`);
}

/** As Grafana's regular expressions see a series: name{label="value"} value milliseconds. */
function seriesText({ metric, values: [[seconds, value]] }) {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}${pairs.length ? `{${pairs.join(',')}}` : ''} ${value} ${seconds * 1000}`;
}

function filter(values, definition, scope) {
  const options = definition.regex ? values.flatMap(matching(definition, scope)) : values.map((value) => option(value));
  return [...new Map(options.map((one) => [one.value, one])).values()];
}

/** The first group is the value, or those that are named value and text are. */
function matching(definition, scope) {
  const [, body, flags] = /^\/(.*)\/([gimsu]*)$/s.exec(definition.regex) ?? [null, definition.regex, ''];
  const regex = new RegExp(interpolate(body, scope, 'regex'), flags.replace('g', ''));
  return (value) => {
    const found = regex.exec(value);
    if (!found) {
      return [];
    }
    const { value: named, text } = found.groups ?? {};
    const taken = named ?? text ?? found[1] ?? value;
    return [option(taken, text ?? taken)];
  };
}

const number = (one) => Number(/\d+(\.\d+)?/.exec(one.text)?.[0] ?? -1);
const ORDERS = [
  null,
  (a, b) => (a.text < b.text ? -1 : 1),
  (a, b) => number(a) - number(b),
  (a, b) => a.text.toLowerCase().localeCompare(b.text.toLowerCase()),
  (a, b) => a.text.localeCompare(b.text, 'en', { numeric: true }),
];

/** 1 and 2 alphabetical, 3 and 4 by number, 5 and 6 without case, 7 and 8 natural; even ones downwards. */
function sort(options, order) {
  const compare = ORDERS[Math.ceil(order / 2)];
  if (compare) {
    options.sort(compare);
  }
  return order > 0 && order % 2 === 0 ? options.reverse() : options;
}
