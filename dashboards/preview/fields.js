// Field options: defaults, overrides, and how a value is then written and coloured.

import { classic, classicByName, colour, inScheme, isByValue, knowsMode, step } from './colours.js';
import { interpolate } from './interpolate.js';
import { reduce } from './reduce.js';
import { format, knowsUnit } from './units.js';

/**
 * Gives each field its config and its display name, in place.
 *
 * @param fieldConfig defaults and overrides of the panel
 * @param note called with what the preview cannot show
 */
export function configure(frames, fieldConfig, scope, note) {
  const { defaults = {}, overrides = [] } = fieldConfig ?? {};
  let index = 0;
  for (const frame of frames) {
    for (const field of frame.fields) {
      field.seriesIndex = field.type === 'number' ? index++ : 0;
      field.config = { ...structuredClone(defaults), ...field.config };
      field.config.custom = { ...defaults.custom };
      field.displayName = displayName(field, frame, scope);
      overrides.filter((one) => matches(one.matcher, field, frame, note)).forEach((one) => override(field, one));
      field.displayName = displayName(field, frame, scope);
      check(field.config, note);
    }
  }
  findRanges(frames);
  return frames;
}

function override(field, { properties }) {
  for (const { id, value } of properties) {
    const parts = id.split('.');
    const last = parts.pop();
    let place = field.config;
    for (const part of parts) {
      place[part] = { ...place[part] };
      place = place[part];
    }
    place[last] = value;
  }
}

function matches(matcher, field, frame, note) {
  const { id, options } = matcher;
  const names = [field.name, field.displayName];
  switch (id) {
    case 'byName':
      return names.includes(options);
    case 'byRegexp':
      return names.some((name) => regex(options).test(name));
    case 'byNames': {
      const listed = names.some((name) => options.names.includes(name));
      return options.mode === 'exclude' ? !listed : listed;
    }
    case 'byType':
      return field.type === options;
    case 'byFrameRefID':
      return frame.refId === options;
    default:
      note(`override matcher ${id}`);
      return false;
  }
}

/** A regular expression that may stand between slashes. */
export function regex(text) {
  const [, body, flags] = /^\/(.*)\/([gimsu]*)$/s.exec(text) ?? [null, text, ''];
  return new RegExp(body, flags.replace('g', ''));
}

function displayName(field, frame, scope) {
  const wanted = field.config.displayName;
  const own = field.displayNameOfSource ?? field.name;
  if (!wanted) {
    return own;
  }
  const text = wanted
    .replace(
      /\$\{__field\.labels(?:\.([\w]+)|\["([^"]+)"\])\}/g,
      (whole, name, quoted) => field.labels[name ?? quoted] ?? '',
    )
    .replace(/\$\{__field\.(display)?[nN]ame\}|\$\{__series\.name\}/g, own);
  return interpolate(text, scope, 'text');
}

function check(config, note) {
  if (!knowsUnit(config.unit)) {
    note(`unit ${config.unit}, unknown here: written behind the number`);
  }
  if (!knowsMode(config.color?.mode ?? 'thresholds')) {
    note(`colour mode ${config.color.mode}`);
  }
}

/** Where no minimum or maximum is given, they are those of all fields together. */
function findRanges(frames) {
  const numbers = frames.flatMap((frame) => frame.fields.filter((field) => field.type === 'number'));
  const values = numbers.flatMap((field) => field.values).filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  for (const field of numbers) {
    field.min = field.config.min ?? (values.length ? least : 0);
    field.max = field.config.max ?? (values.length ? most : 100);
  }
}

/**
 * How the value looks.
 *
 * @return prefix, text, suffix; colour; number; share of the way from the field's minimum to its maximum
 */
export function display(field, value, now) {
  const mapped = mapping(field.config.mappings ?? [], value);
  const number = typeof value === 'number' ? value : NaN;
  const written = mapped?.text ? { prefix: '', text: mapped.text, suffix: '' } : write(field, value, now);
  const own = Number.isNaN(number) ? null : colourOf(field, number);
  return {
    ...written,
    colour: mapped?.color ? colour(mapped.color) : (own ?? colourOfText(field)),
    number,
    share: share(field, number),
    mapped: Boolean(mapped),
  };
}

function write(
  { type, config: { unit = type === 'time' ? 'dateTimeAsIso' : undefined, decimals, noValue } },
  value,
  now,
) {
  if (value === null || value === undefined || value === '') {
    return { prefix: '', text: noValue ?? '', suffix: '' };
  }
  if (typeof value !== 'number' || unit === 'string') {
    return { prefix: '', text: String(value), suffix: '' };
  }
  return Number.isNaN(value)
    ? { prefix: '', text: 'NaN', suffix: '' }
    : format(value, unit, decimals ?? undefined, now);
}

export function displayText(field, value, now) {
  const { prefix, text, suffix } = display(field, value, now);
  return prefix + text + suffix;
}

/** A text has no number that could reach a threshold: the base colour. */
function colourOfText(field) {
  const mode = field.config.color?.mode ?? 'thresholds';
  return mode === 'thresholds' ? colour(steps(field)[0].color) : seriesColour(field);
}

function share(field, number) {
  const span = field.max - field.min;
  return Number.isNaN(number) || !(span > 0) ? 0 : Math.min(1, Math.max(0, (number - field.min) / span));
}

export function steps(field) {
  const given = field.config.thresholds?.steps;
  return given?.length
    ? given
    : [
        { value: null, color: 'green' },
        { value: 80, color: 'red' },
      ];
}

/** The steps with their values in the field's own unit, whether they are given as percentages or not. */
export function absoluteSteps(field, min = field.min, max = field.max) {
  const percentage = field.config.thresholds?.mode === 'percentage';
  return steps(field).map(({ value, color }) => {
    const absolute = percentage && value !== null ? min + ((max - min) * value) / 100 : value;
    return { value: absolute ?? -Infinity, color: colour(color) };
  });
}

/** The colour of one value. */
export function colourOf(field, number) {
  const mode = field.config.color?.mode ?? 'thresholds';
  if (mode === 'thresholds') {
    return step(number, absoluteSteps(field)).color;
  }
  return isByValue(mode) ? inScheme(mode, share(field, number)) : seriesColour(field);
}

/** The colour of the field as a whole. */
export function seriesColour(field) {
  const { mode = 'thresholds', fixedColor, seriesBy = 'last' } = field.config.color ?? {};
  if (mode === 'fixed' || mode === 'shades') {
    return colour(fixedColor ?? 'green');
  }
  if (isByValue(mode)) {
    const value = reduce(seriesBy === 'last' ? 'lastNotNull' : seriesBy, field.values);
    return colourOf(field, typeof value === 'number' ? value : -Infinity);
  }
  return mode === 'palette-classic-by-name' ? classicByName(field.displayName) : classic(field.seriesIndex);
}

const SPECIAL = {
  null: (value) => value === null,
  nan: (value) => Number.isNaN(value),
  empty: (value) => value === '',
  'null+nan': (value) => value === null || Number.isNaN(value),
  true: (value) => value === true || value === 1,
  false: (value) => value === false || value === 0,
};

const MAPPINGS = {
  value: (options, value) => options[String(value)],
  range: ({ from, to, result }, value) =>
    typeof value === 'number' && value >= (from ?? -Infinity) && value <= (to ?? Infinity) ? result : null,
  regex: ({ pattern, result }, value) => {
    const found = value === null ? null : regex(pattern).exec(String(value));
    return found ? { ...result, text: result.text?.replace(/\$(\d)/g, (whole, at) => found[at] ?? '') } : null;
  },
  special: ({ match, result }, value) => (SPECIAL[match](value) ? result : null),
};

function mapping(mappings, value) {
  for (const { type, options } of mappings) {
    const found = MAPPINGS[type]?.(options, value);
    if (found) {
      return found;
    }
  }
  return null;
}

/** What a field is reduced to: one field of one value, with the config of the whole. */
export function reduced(field, calculation) {
  const value = reduce(calculation, field.values);
  return { field, value, title: field.displayName };
}

/** The values that stat, gauge and bar gauge show; see Grafana's "value options". */
export function valuesToShow(frames, { calcs = ['lastNotNull'], values = false, fields = '', limit } = {}) {
  const shown = frames.flatMap((frame) => {
    const chosen = frame.fields.filter((field) => wantedField(field, fields));
    return values
      ? rows(frame, chosen)
      : chosen.flatMap((field) => calcs.map((calculation) => reduced(field, calculation)));
  });
  return limit && values ? shown.slice(0, limit) : shown;
}

function wantedField(field, fields) {
  if (fields === '') {
    return field.type === 'number';
  }
  return fields.startsWith('/') ? regex(fields).test(field.displayName) : field.displayName === fields;
}

function rows(frame, chosen) {
  const names = frame.fields.filter((field) => field.type === 'string');
  return (chosen[0]?.values ?? []).flatMap((_, row) =>
    chosen.map((field) => ({
      field,
      value: field.values[row],
      title: [...names.map((name) => name.values[row]), ...(chosen.length > 1 ? [field.displayName] : [])].join(' '),
    })),
  );
}
