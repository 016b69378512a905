// Grafana's named colours (dark theme), palettes and colour schemes.

const SHADES = {
  red: ['#FFA6B0', '#FF7383', '#F2495C', '#E02F44', '#C4162A'],
  orange: ['#FFCB7D', '#FFB357', '#FF9830', '#FF780A', '#FA6400'],
  yellow: ['#FFF899', '#FFEE52', '#FADE2A', '#F2CC0C', '#E0B400'],
  green: ['#C8F2C2', '#96D98D', '#73BF69', '#56A64B', '#37872D'],
  blue: ['#C0D8FF', '#8AB8FF', '#5794F2', '#3274D9', '#1F60C4'],
  purple: ['#DEB6F2', '#CA95E5', '#B877D9', '#A352CC', '#8F3BB8'],
};
const SHADE_NAMES = ['super-light-', 'light-', '', 'semi-dark-', 'dark-'];

export const TEXT = 'rgb(204, 204, 220)';
export const PANEL = '#181b1f';

const NAMED = { text: TEXT, transparent: 'rgba(0, 0, 0, 0)', 'panel-bg': PANEL };
for (const [hue, shades] of Object.entries(SHADES)) {
  shades.forEach((shade, at) => {
    NAMED[SHADE_NAMES[at] + hue] = shade;
  });
}

const CLASSIC = [
  '#73BF69',
  '#F2CC0C',
  '#8AB8FF',
  '#FF780A',
  '#F2495C',
  '#5794F2',
  '#B877D9',
  '#705DA0',
  '#37872D',
  '#FADE2A',
  '#447EBC',
  '#C15C17',
  '#890F02',
  '#0A437C',
  '#6D1F62',
  '#584477',
  '#B7DBAB',
  '#F4D598',
  '#70DBED',
  '#F9BA8F',
  '#F29191',
  '#82B5D8',
  '#E5A8E2',
  '#AEA2E0',
  '#629E51',
  '#E5AC0E',
  '#64B0C8',
  '#E0752D',
  '#BF1B00',
  '#0A50A1',
  '#962D82',
  '#614D93',
];

const SCHEMES = {
  'continuous-GrYlRd': ['green', 'yellow', 'red'],
  'continuous-RdYlGr': ['red', 'yellow', 'green'],
  'continuous-BlYlRd': ['dark-blue', 'super-light-yellow', 'dark-red'],
  'continuous-YlRd': ['super-light-yellow', 'dark-red'],
  'continuous-BlPu': ['blue', 'purple'],
  'continuous-YlBl': ['super-light-yellow', 'dark-blue'],
  'continuous-blues': ['panel-bg', 'dark-blue'],
  'continuous-reds': ['panel-bg', 'dark-red'],
  'continuous-greens': ['panel-bg', 'dark-green'],
  'continuous-purples': ['panel-bg', 'dark-purple'],
};

/** What the stylesheet calls the colour; a name that is unknown here is a colour of CSS. */
export function colour(name) {
  return NAMED[name] ?? name;
}

export function classic(index) {
  return CLASSIC[index % CLASSIC.length];
}

/** Whether colour follows the value, and not the series. */
export function isByValue(mode) {
  return mode === 'thresholds' || mode in SCHEMES;
}

export function knowsMode(mode) {
  return isByValue(mode) || ['palette-classic', 'palette-classic-by-name', 'fixed', 'shades'].includes(mode);
}

function channels(text) {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  return hex
    ? hex.slice(1).map((part) => parseInt(part, 16))
    : text
        .match(/[\d.]+/g)
        .slice(0, 3)
        .map(Number);
}

export function withAlpha(text, alpha) {
  return /^#[0-9a-f]{6}$/i.test(text) || text.startsWith('rgb(')
    ? `rgba(${channels(text).join(', ')}, ${alpha})`
    : text;
}

export function mix(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((part, at) => Math.round(part + (b[at] - part) * share)).join(', ')})`;
}

/** Black or white, whichever reads better on the colour. */
export function onTop(background) {
  const [red, green, blue] = channels(background);
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150 ? '#141619' : '#f7f8fa';
}

/** The colour at a place of the scheme, 0 to 1. */
export function inScheme(mode, place) {
  const stops = SCHEMES[mode].map(colour);
  const at = Math.min(1, Math.max(0, place)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(at));
  return mix(stops[below], stops[below + 1], at - below);
}

/** The threshold that the value has reached. */
export function step(value, steps) {
  return steps.reduce((found, next) => (value >= (next.value ?? -Infinity) ? next : found), steps[0]);
}

/** Grafana chooses by a hash of the name; so does this, by another one. */
export function classicByName(name) {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  return classic(hash);
}
