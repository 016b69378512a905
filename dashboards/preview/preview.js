// The page: one dashboard, from the parameters of its address.
//
//   dashboard   where its JSON is, relative to this page
//   prometheus  as http://127.0.0.1:9090
//   range       15m, 6h; without it that of the dashboard
//   at          the end of the range in Unix seconds; without it now
//   scrape      the scrape interval that Grafana's data source is told, 15s
//   rows        "open" shows what is in collapsed rows
//   var-NAME    a value of a variable, as often as there are values

import { annotations } from './annotations.js';
import { h } from './dom.js';
import { interpolate } from './interpolate.js';
import { arrange, pixels } from './layout.js';
import { show } from './panel.js';
import { Prometheus } from './prometheus.js';
import { duration, rangeOfDashboard } from './time.js';
import { isoTime } from './units.js';
import { resolve } from './variables.js';

/** Resolves to the report when every panel is drawn. */
window.preview = main().catch((e) => {
  document.body.append(h('div', { class: 'page-error' }, e.message));
  return { error: e.message };
});

async function main() {
  const parameters = new URLSearchParams(location.search);
  const dashboard = await load(parameters.get('dashboard'));
  const to = parameters.has('at') ? Number(parameters.get('at')) * 1000 : Date.now();
  const text = parameters.get('range') ?? rangeOfDashboard(dashboard.time);
  const context = {
    prometheus: new Prometheus(parameters.get('prometheus') ?? 'http://127.0.0.1:9090'),
    range: { from: to - duration(text), to },
    scrapeInterval: duration(parameters.get('scrape') ?? '15s'),
  };
  await document.fonts.ready;
  document.title = dashboard.title;
  const scope = await resolve(dashboard.templating?.list ?? [], chosen(parameters), context.prometheus, context.range);
  context.annotations = await annotations(dashboard.annotations?.list, scope, context);
  document.body.append(top(dashboard, text, context), controls(scope, dashboard));
  const panels = await showAll(arrange(dashboard, scope, parameters.get('rows') === 'open'), context);
  return {
    title: dashboard.title,
    uid: dashboard.uid,
    variables: chosenTexts(scope),
    panels,
    height: Math.ceil(document.body.scrollHeight),
  };
}

async function load(address) {
  if (!address) {
    throw new Error('the address of this page needs ?dashboard=FILE.json');
  }
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  }
  return answer.json();
}

function chosen(parameters) {
  const values = new Map();
  for (const [name, value] of parameters) {
    if (name.startsWith('var-')) {
      const variable = name.slice(4);
      values.set(variable, [...(values.get(variable) ?? []), value]);
    }
  }
  return values;
}

function chosenTexts(scope) {
  return Object.fromEntries([...scope].map(([name, variable]) => [name, variable.texts.join(' + ')]));
}

function top(dashboard, text, { range, prometheus }) {
  return h(
    'header',
    {},
    h('div', { class: 'crumbs' }, 'Dashboards › ', h('strong', {}, dashboard.title)),
    h('div', { class: 'approximation' }, 'Preview: an approximation of Grafana'),
    h('div', { class: 'picker', title: prometheus.url }, `◷ Last ${text}, to ${isoTime(range.to)} UTC`),
  );
}

function controls(scope, dashboard) {
  const variables = [...scope.values()].filter(({ hide }) => hide !== 2);
  const links = (dashboard.links ?? []).map((link) =>
    h('span', { class: 'dashboard-link' }, `${link.asDropdown ? '☰' : '↗'} ${link.title}`),
  );
  return h(
    'nav',
    {},
    variables.map(({ label, texts, hide }) =>
      h(
        'div',
        { class: 'variable' },
        hide === 1 ? null : h('label', {}, label),
        h('span', {}, texts.join(' + ') || 'None'),
      ),
    ),
    h('div', { class: 'links' }, links),
  );
}

async function showAll(places, context) {
  const grid = h('main');
  document.body.append(grid);
  const width = grid.clientWidth;
  const boxes = places.map((place) => ({ place, box: pixels(place, width) }));
  grid.style.height = `${boxes.reduce((most, { box }) => Math.max(most, box.top + box.height), 0)}px`;
  const reports = await Promise.all(
    boxes.map(({ place, box }) => {
      const root = h('div', { class: 'place', style: { left: `${box.left}px`, top: `${box.top}px` } });
      grid.append(root);
      return place.panel.type === 'row'
        ? rowTitle(root, place)
        : show(root, { ...place, width: box.width, height: box.height }, context);
    }),
  );
  return reports.filter((report) => report !== null);
}

function rowTitle(root, { panel, scope }) {
  const title = interpolate(panel.title ?? '', scope, 'text');
  const count = panel.open ? '' : ` (${panel.panels?.length ?? 0} panels)`;
  root.append(
    h(
      'div',
      { class: 'row-title' },
      h('span', { class: 'arrow' }, panel.open ? '⌄' : '›'),
      title,
      h('span', { class: 'count' }, count),
    ),
  );
  return null;
}
