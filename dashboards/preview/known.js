// Which options of a panel the preview shows. What is in neither list is named in the panel.

/** Not to be seen in a picture: what happens under the mouse, and what Grafana keeps for itself. */
const UNSEEN = [
  'tooltip',
  'cellHeight',
  'filterable',
  'inspect',
  'pluginVersion',
  'graph',
  'legend.isVisible',
  'hideFrom',
];

const VALUES = ['reduceOptions', 'orientation', 'text'];
const LEGEND = ['legend'];

const OPTIONS = {
  timeseries: LEGEND,
  stat: [...VALUES, 'colorMode', 'graphMode', 'justifyMode', 'textMode', 'wideLayout', 'percentChangeColorMode'],
  gauge: [...VALUES, 'showThresholdMarkers', 'minVizHeight', 'minVizWidth', 'sizing'],
  bargauge: [
    ...VALUES,
    'displayMode',
    'valueMode',
    'showUnfilled',
    'minVizHeight',
    'minVizWidth',
    'maxVizHeight',
    'namePlacement',
    'sizing',
  ],
  table: ['showHeader', 'sortBy', 'footer', 'frameIndex'],
  'state-timeline': [...LEGEND, 'alignValue', 'mergeValues', 'rowHeight', 'showValue'],
  'status-history': [...LEGEND, 'rowHeight', 'showValue'],
  heatmap: [
    'calculate',
    'calculation',
    'cellGap',
    'color',
    'yAxis',
    'legend',
    'exemplars',
    'cellValues',
    'filterValues',
    'rowsFrame',
    'showValue',
  ],
  text: ['mode', 'content', 'code'],
};

const AXIS = [
  'axisPlacement',
  'axisLabel',
  'axisSoftMin',
  'axisSoftMax',
  'axisCenteredZero',
  'axisColorMode',
  'axisBorderShow',
  'axisGridShow',
  'scaleDistribution',
];

const CUSTOM = {
  timeseries: [
    ...AXIS,
    'drawStyle',
    'lineInterpolation',
    'lineWidth',
    'lineStyle',
    'fillOpacity',
    'gradientMode',
    'showPoints',
    'pointSize',
    'stacking',
    'spanNulls',
    'insertNulls',
    'thresholdsStyle',
    'transform',
    'barAlignment',
    'barWidthFactor',
  ],
  table: ['align', 'width', 'minWidth', 'hidden', 'cellOptions'],
  'state-timeline': ['fillOpacity', 'lineWidth', 'spanNulls', 'insertNulls'],
  'status-history': ['fillOpacity', 'lineWidth'],
  heatmap: ['scaleDistribution'],
};

/** Options of which only the usual value is shown. */
const OTHERWISE = {
  'options.showThresholdLabels': ({ options }) => options?.showThresholdLabels,
  'options.showPercentChange': ({ options }) => options?.showPercentChange,
  'custom.axisColorMode series': ({ fieldConfig }) => fieldConfig?.defaults?.custom?.axisColorMode === 'series',
};

const CONFIG = [
  'color',
  'custom',
  'decimals',
  'displayName',
  'links',
  'mappings',
  'max',
  'min',
  'noValue',
  'thresholds',
  'unit',
  'unitScale',
  'description',
  'filterable',
  'fieldMinMax',
];

const isEmpty = (value) =>
  value === false || value === null || value === undefined || value === '' || value?.length === 0;

/** The names of options that the panel sets and the preview does not show. */
export function notShown(panel) {
  const { options = {}, fieldConfig = {}, type } = panel;
  const names = [];
  const look = (object, known, before) =>
    Object.entries(object ?? {}).forEach(([name, value]) => {
      if (!known.includes(name) && !UNSEEN.includes(name) && !isEmpty(value)) {
        names.push(before + name);
      }
    });
  look(options, [...(OPTIONS[type] ?? []), 'showThresholdLabels', 'showPercentChange'], 'options.');
  look(fieldConfig.defaults, CONFIG, 'fieldConfig.defaults.');
  look(fieldConfig.defaults?.custom, CUSTOM[type] ?? [], 'custom.');
  for (const { properties } of fieldConfig.overrides ?? []) {
    look(custom(properties), CUSTOM[type] ?? [], 'override custom.');
    look(plain(properties), CONFIG, 'override ');
  }
  Object.keys(OTHERWISE)
    .filter((name) => OTHERWISE[name](panel))
    .forEach((name) => names.push(name));
  return [...new Set(names)];
}

function custom(properties) {
  return Object.fromEntries(
    properties.filter(({ id }) => id.startsWith('custom.')).map(({ id, value }) => [id.split('.')[1], value]),
  );
}

function plain(properties) {
  return Object.fromEntries(
    properties.filter(({ id }) => !id.startsWith('custom.')).map(({ id, value }) => [id.split('.')[0], value]),
  );
}
