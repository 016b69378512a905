// Grafana's variables in texts and queries.
//
// A variable is {values, texts, multi, all, allValue}: values and texts are what is chosen; multi says whether more
// than one could be; all, whether everything is.

const REFERENCE = /\$([A-Za-z_]\w*)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:}]+))?(?::([^}]+))?\}/g;

const escapeRegex = (text) => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

/** For a regular expression that stands in a PromQL string, where a backslash is written twice. */
const escapePrometheusRegex = (text) => text.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&');

const group = (values) => (values.length === 1 ? values[0] : `(${values.join('|')})`);

const FORMATS = {
  raw: (values) => values.join(','),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  glob: (values) => (values.length === 1 ? values[0] : `{${values.join(',')}}`),
  regex: (values) => group(values.map(escapeRegex)),
  json: (values) => JSON.stringify(values.length === 1 ? values[0] : values),
  doublequote: (values) => values.map((value) => `"${value.replace(/"/g, '\\"')}"`).join(','),
  singlequote: (values) => values.map((value) => `'${value.replace(/'/g, "\\'")}'`).join(','),
  percentencode: (values) => encodeURIComponent(FORMATS.glob(values)),
  queryparam: (values, variable) =>
    values.map((value) => `var-${variable.name}=${encodeURIComponent(value)}`).join('&'),
};

/** A single variable is put in as it is; one that can have more values, as a regular expression. */
function forPrometheus(values, variable) {
  if (!variable.multi) {
    return values.map((value) => value.replace(/\\/g, '\\\\')).join(',');
  }
  return group(values.map(escapePrometheusRegex));
}

function write(variable, wanted, byDefault) {
  const name = wanted || byDefault;
  if (name === 'text') {
    return variable.all ? 'All' : variable.texts.join(' + ');
  }
  if (variable.all && variable.allValue) {
    return variable.allValue;
  }
  if (name === 'prometheus') {
    return forPrometheus(variable.values, variable);
  }
  const format = FORMATS[name.split(':')[0]];
  if (!format) {
    throw new Error(`\${${variable.name}:${name}}: the preview does not know this format`);
  }
  return format(variable.values, variable);
}

/**
 * @param scope a Map of variables by name
 * @param byDefault the format of a reference that names none: "prometheus" in queries, "text" in titles
 * @param unknown called with each name that is no variable; the reference then stays as it is
 */
export function interpolate(text, scope, byDefault, unknown = () => {}) {
  return String(text).replace(REFERENCE, (reference, plain, square, squareFormat, braces, path, format) => {
    const name = plain ?? square ?? braces;
    const variable = scope.get(name);
    if (!variable) {
      unknown(name);
      return reference;
    }
    return write(variable, squareFormat ?? format, byDefault);
  });
}

/** The names that the text refers to. */
export function references(text) {
  return [...String(text).matchAll(REFERENCE)].map((found) => found[1] ?? found[2] ?? found[4]);
}

/** A variable with one value that is put in as it is. */
export function constant(name, value) {
  return { name, values: [String(value)], texts: [String(value)], multi: false, all: false };
}
