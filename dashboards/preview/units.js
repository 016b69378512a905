// Numbers to text by Grafana's unit ids.

const SI = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const IEC = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const SHORT = ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept'];
const COUNT = ['', 'K', 'M', 'B', 'T'];

/** As many decimals as make three significant digits; none for a whole number. */
function automaticDecimals(value) {
  return Number.isInteger(value) ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
}

export function fixed(value, decimals) {
  if (value === null || value === undefined) {
    return '';
  }
  if (!Number.isFinite(value)) {
    return value.toLocaleString('en-US');
  }
  return value.toFixed(Math.min(20, Math.max(0, decimals ?? automaticDecimals(value))));
}

const plain = (suffix) => (value, decimals) => ({ text: fixed(value, decimals), suffix });

/** Steps of a factor, each with its suffix; offset is the place of the unit itself among them. */
const scaled =
  (factor, suffixes, offset = 0) =>
  (value, decimals) => {
    if (!Number.isFinite(value)) {
      return { text: fixed(value), suffix: '' };
    }
    const step = value === 0 ? 0 : Math.floor(Math.log(Math.abs(value)) / Math.log(factor) + 1e-9);
    const place = Math.min(suffixes.length - 1, Math.max(0, offset + step));
    return { text: fixed(value / factor ** (place - offset), decimals), suffix: suffixes[place] };
  };

const si = (symbol, thousands = 0) =>
  scaled(
    1000,
    SI.map((prefix) => ` ${prefix}${symbol}`),
    5 + thousands,
  );
const iec = (symbol, kibis = 0) =>
  scaled(
    1024,
    IEC.map((prefix) => ` ${prefix}${symbol}`),
    kibis,
  );
const count = (symbol) =>
  scaled(
    1000,
    COUNT.map((prefix) => `${prefix} ${symbol}`),
  );
const currency = (symbol) => (value, decimals) => ({ prefix: symbol, ...scaled(1000, COUNT)(value, decimals) });
const either = (yes, no) => (value) => ({ text: value ? yes : no });

const DURATIONS = [
  ['ns', 1e-9],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['min', 60],
  ['hour', 3600],
  ['day', 86400],
  ['week', 604800],
  ['year', 31556900],
];

/** A time that is counted in so many seconds, in the largest unit that it fills. */
const time = (seconds) => (value, decimals) => {
  const own = DURATIONS.find(([, unit]) => unit === seconds);
  const filled = DURATIONS.filter(([, unit]) => Math.abs(value * seconds) >= unit * (1 - 1e-9));
  const [name, unit] = value === 0 || !Number.isFinite(value) ? own : (filled.at(-1) ?? DURATIONS[0]);
  const amount = (value * seconds) / unit;
  const plural = unit > 1 && Math.abs(amount) > 1 ? 's' : '';
  return { text: fixed(amount, decimals), suffix: ` ${name}${plural}` };
};

const WORDS = [
  ['year', 31536000],
  ['month', 2592000],
  ['week', 604800],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
  ['millisecond', 0.001],
];

/** In words: the largest unit, and with decimals as many smaller ones. */
const words = (unit) => (value, decimals) => {
  let rest = Math.abs(value * unit);
  const parts = [];
  for (const [name, size] of WORDS) {
    const amount = Math.floor(rest / size + 1e-9);
    if (amount > 0 || parts.length > 0 || (size === unit && rest < size)) {
      parts.push(`${amount} ${name}${amount === 1 ? '' : 's'}`);
      rest -= amount * size;
    }
    if (parts.length > (decimals ?? 0)) {
      break;
    }
  }
  return { text: parts.join(', ') + (value < 0 ? ' ago' : '') };
};

const two = (number) => String(Math.floor(number)).padStart(2, '0');

const clock = (withDays) => (value) => {
  const size = Math.abs(value);
  const days = withDays ? Math.floor(size / 86400) : 0;
  const rest = size - days * 86400;
  const text = `${two(rest / 3600)}:${two((rest % 3600) / 60)}:${two(rest % 60)}`;
  return { text: (withDays ? `${days} d ${text}` : text) + (value < 0 ? ' ago' : '') };
};

/** A moment in milliseconds, as UTC. */
export function isoTime(milliseconds) {
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
}

function usTime(milliseconds) {
  const date = new Date(milliseconds);
  const hour = date.getUTCHours();
  const day = `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()}`;
  const minutes = `${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${day} ${hour % 12 || 12}:${minutes} ${hour < 12 ? 'am' : 'pm'}`;
}

/** [below so many seconds, length of the unit in seconds, words]; %d is the amount. */
const AGO = [
  [45, 1, 'a few seconds'],
  [90, 60, 'a minute'],
  [2670, 60, '%d minutes'],
  [5400, 3600, 'an hour'],
  [77400, 3600, '%d hours'],
  [129600, 86400, 'a day'],
  [2203200, 86400, '%d days'],
  [3888000, 2629800, 'a month'],
  [27648000, 2629800, '%d months'],
  [47174400, 31557600, 'a year'],
  [Infinity, 31557600, '%d years'],
];

function fromNow(milliseconds, decimals, now) {
  const seconds = (now - milliseconds) / 1000;
  const [, unit, text] = AGO.find(([below]) => Math.abs(seconds) < below);
  const phrase = text.replace('%d', Math.round(Math.abs(seconds) / unit));
  return { text: seconds >= 0 ? `${phrase} ago` : `in ${phrase}` };
}

const UNITS = {
  none: plain(''),
  string: plain(''),
  short: scaled(1000, SHORT),
  sishort: scaled(1000, SI, 5),
  percent: plain('%'),
  percentunit: (value, decimals) => ({ text: fixed(value * 100, decimals), suffix: '%' }),
  locale: (value) => ({ text: value.toLocaleString('en-US') }),
  sci: (value) => ({ text: value.toExponential() }),
  hex: (value) => ({ text: Math.round(value).toString(16).toUpperCase() }),
  hex0x: (value) => ({ text: `0x${Math.round(value).toString(16).toUpperCase()}` }),
  bool: either('True', 'False'),
  bool_yes_no: either('Yes', 'No'),
  bool_on_off: either('On', 'Off'),
  bytes: iec('B'),
  kbytes: iec('B', 1),
  mbytes: iec('B', 2),
  gbytes: iec('B', 3),
  tbytes: iec('B', 4),
  decbytes: si('B'),
  deckbytes: si('B', 1),
  decmbytes: si('B', 2),
  decgbytes: si('B', 3),
  dectbytes: si('B', 4),
  bits: iec('b'),
  decbits: si('b'),
  Bps: si('B/s'),
  KBs: si('B/s', 1),
  MBs: si('B/s', 2),
  GBs: si('B/s', 3),
  bps: si('b/s'),
  pps: si('p/s'),
  binBps: iec('B/s'),
  KiBs: iec('B/s', 1),
  MiBs: iec('B/s', 2),
  GiBs: iec('B/s', 3),
  binbps: iec('b/s'),
  watt: si('W'),
  kwatt: si('W', 1),
  mwatt: si('W', -1),
  megwatt: si('W', 2),
  watth: si('Wh'),
  kwatth: si('Wh', 1),
  joule: si('J'),
  amp: si('A'),
  volt: si('V'),
  celsius: plain(' °C'),
  fahrenheit: plain(' °F'),
  kelvin: plain(' K'),
  humidity: plain(' %H'),
  hertz: si('Hz'),
  rothz: plain(' Hz'),
  rotrpm: plain(' rpm'),
  ns: time(1e-9),
  µs: time(1e-6),
  ms: time(1e-3),
  s: time(1),
  m: time(60),
  h: time(3600),
  d: time(86400),
  dtdurations: words(1),
  dtdurationms: words(0.001),
  dthms: clock(false),
  dtdhms: clock(true),
  ops: count('ops/s'),
  reqps: count('req/s'),
  rps: count('rd/s'),
  wps: count('wr/s'),
  iops: count('io/s'),
  eps: count('evt/s'),
  mps: count('msg/s'),
  cps: count('c/s'),
  reqpm: count('req/m'),
  opm: count('ops/m'),
  currencyUSD: currency('$'),
  currencyEUR: currency('€'),
  currencyGBP: currency('£'),
  currencyJPY: currency('¥'),
  dateTimeAsIso: (value) => ({ text: isoTime(value) }),
  dateTimeAsSystem: (value) => ({ text: isoTime(value) }),
  dateTimeAsLocal: (value) => ({ text: isoTime(value) }),
  dateTimeAsUS: (value) => ({ text: usTime(value) }),
  dateTimeAsIsoNoDateIfToday: (value, decimals, now) => ({
    text: isoTime(value).slice(0, 10) === isoTime(now).slice(0, 10) ? isoTime(value).slice(11) : isoTime(value),
  }),
  dateTimeFromNow: fromNow,
};

const CUSTOM = {
  suffix: plain,
  prefix: (symbol) => (value, decimals) => ({ prefix: symbol, text: fixed(value, decimals) }),
  count: (symbol) =>
    scaled(
      1000,
      COUNT.map((prefix) => `${prefix}${symbol ? ` ${symbol}` : ''}`),
    ),
  currency,
  bool: (words_) => either(...words_.split('/')),
  si: (symbol) => {
    const place = SI.indexOf(symbol[0]);
    return place >= 0 && symbol.length > 1 ? si(symbol.slice(1), place - 5) : si(symbol);
  },
};

function formatter(unit) {
  if (!unit) {
    return UNITS.none;
  }
  if (UNITS[unit]) {
    return UNITS[unit];
  }
  const colon = unit.indexOf(':');
  const custom = CUSTOM[unit.slice(0, Math.max(0, colon))];
  return custom ? custom(unit.slice(colon + 1)) : plain(` ${unit}`);
}

/** Whether the unit is one that is known here. Grafana writes another one behind the number, as it is. */
export function knowsUnit(unit) {
  return !unit || unit in UNITS || (unit.includes(':') && unit.split(':')[0] in CUSTOM);
}

/**
 * @param now milliseconds, for units that say how long ago something was
 * @return prefix, text and suffix, none of them null
 */
export function format(value, unit, decimals, now) {
  return { prefix: '', suffix: '', ...formatter(unit)(value, decimals, now) };
}

export function formatText(value, unit, decimals, now) {
  const { prefix, text, suffix } = format(value, unit, decimals, now);
  return prefix + text + suffix;
}
