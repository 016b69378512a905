// A panel: its frame and title, and in it what its type draws, or what went wrong.

import { bargauge } from './bargauge.js';
import { h } from './dom.js';
import { configure } from './fields.js';
import { query, size } from './frames.js';
import { gauge } from './gauge.js';
import { heatmap } from './heatmap.js';
import { interpolate } from './interpolate.js';
import { notShown } from './known.js';
import { stat } from './stat.js';
import { stateTimeline, statusHistory } from './state.js';
import { table } from './table.js';
import { textPanel } from './text.js';
import { timeseries } from './timeseries.js';
import { transform } from './transform.js';

const TYPES = {
  timeseries,
  stat,
  gauge,
  bargauge,
  table,
  'state-timeline': stateTimeline,
  'status-history': statusHistory,
  heatmap,
  text: textPanel,
};
const PADDING = 8;
const HEADER = 32;

/**
 * Asks and draws one panel.
 *
 * @param root the element that the panel stands in, part of the page
 * @param place {panel, scope} of the layout, and its size in pixels
 * @param context prometheus, range, scrapeInterval and annotations
 * @return what became of it: {id, title, type, state, series, error, notShown, remarks}
 */
export async function show(root, { panel, scope, width, height }, context) {
  const title = interpolate(panel.title ?? '', scope, 'text');
  const report = {
    id: panel.id,
    title,
    type: panel.type,
    state: 'data',
    series: 0,
    error: null,
    notShown: [],
    remarks: [],
  };
  const { frame, body } = chrome(panel, title, width, height);
  root.append(frame);
  const area = { width: width - 2 * PADDING - 2, height: height - (title ? HEADER : PADDING) - PADDING - 2 };
  try {
    await fill(body, area, panel, scope, report, context);
  } catch (e) {
    report.state = 'error';
    report.error = e.message;
    body.replaceChildren(h('div', { class: 'error' }, h('strong', {}, 'Error '), e.message));
  }
  if (report.notShown.length > 0) {
    body.append(h('div', { class: 'not-shown' }, `The preview does not show: ${report.notShown.join(', ')}`));
  }
  if (isCut(frame.querySelector('.panel-title span'))) {
    report.remarks.push('the title is cut');
  }
  return report;
}

function chrome(panel, title, width, height) {
  const body = h('div', { class: 'panel-body' });
  const icons = [
    panel.description && h('span', { class: 'icon info', title: panel.description }, 'i'),
    panel.links?.length > 0 &&
      h('span', { class: 'icon', title: panel.links.map((link) => link.title).join(', ') }, '↗'),
  ];
  const header = title && h('div', { class: 'panel-title' }, h('span', {}, title), icons);
  const frame = h(
    'section',
    { class: `panel ${panel.transparent ? 'transparent' : ''}`, style: { width: `${width}px`, height: `${height}px` } },
    header,
    body,
  );
  return { frame, body };
}

async function fill(body, area, panel, scope, report, context) {
  const draw = TYPES[panel.type];
  if (!draw) {
    throw new Error(`the preview does not know panels of the type ${panel.type}`);
  }
  const note = (text) => report.notShown.includes(text) || report.notShown.push(text);
  const remark = (text) => report.remarks.includes(text) || report.remarks.push(text);
  notShown(panel).forEach(note);
  const own = timeOf(panel, context.range, note);
  const frames = transform(await query(panel, area.width, scope, { ...context, range: own }), panel.transformations);
  const isText = panel.type === 'text';
  if (!isText && size(frames) === 0) {
    report.state = 'no data';
    body.append(h('div', { class: 'no-data' }, panel.fieldConfig?.defaults?.noValue || 'No data'));
    return;
  }
  configure(frames, panel.fieldConfig, scope, note);
  report.series = draw(body, area, frames, panel, { ...context, range: own, scope, note, remark });
  report.state = isText ? 'text' : 'data';
  cutTexts(body).forEach((text) => remark(`text is cut: ${text}`));
}

/** A panel may have a range of its own. */
function timeOf(panel, range, note) {
  if (panel.timeFrom || panel.timeShift) {
    note('timeFrom and timeShift');
  }
  return range;
}

function cutTexts(body) {
  return [...body.querySelectorAll('.stat-title, .bar-name, .gauge-title')].filter(isCut).map((one) => one.textContent);
}

function isCut(element) {
  return Boolean(element) && element.scrollWidth > element.clientWidth + 1;
}
