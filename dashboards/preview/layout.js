// Where the panels stand in Grafana's grid: 24 columns, rows of 30 pixels, 8 pixels between panels.

const COLUMNS = 24;
const CELL = 30;
const GAP = 8;

/**
 * The panels in their places, with rows opened and repeated ones repeated.
 *
 * @param openRows whether to show what is in a collapsed row
 * @return [{panel, scope, x, y, w, h}], in cells
 */
export function arrange(dashboard, scope, openRows) {
  const placed = [];
  let bottom = 0;
  for (const { row, panels } of sections(dashboard.panels ?? [])) {
    for (const inside of instances(row, scope)) {
      const top = bottom;
      if (row) {
        placed.push({
          panel: { ...row, open: openRows || !row.collapsed },
          scope: inside,
          x: 0,
          y: top,
          w: COLUMNS,
          h: 1,
        });
      }
      const shown = row?.collapsed && !openRows ? [] : panels;
      const own = place(shown, inside, top + (row ? 1 : 0));
      placed.push(...own);
      bottom = own.reduce((most, one) => Math.max(most, one.y + one.h), top + (row ? 1 : 0));
    }
  }
  return placed;
}

/** A row with the panels below it; the first section may have no row. */
function sections(panels) {
  const sorted = [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const all = [{ row: null, panels: [] }];
  for (const panel of sorted) {
    if (panel.type === 'row') {
      all.push({ row: panel, panels: [...(panel.panels ?? [])] });
    } else {
      all[all.length - 1].panels.push(panel);
    }
  }
  return all.filter(({ row, panels: own }) => row || own.length > 0);
}

/** The scopes in which a row or a panel stands: one, or one for each value of the variable that repeats it. */
function instances(panel, scope) {
  const variable = panel?.repeat ? scope.get(panel.repeat) : null;
  if (!variable) {
    return [scope];
  }
  return variable.values.map((value) => {
    const text = variable.options?.find((option) => option.value === value)?.text ?? value;
    return new Map(scope).set(variable.name, { ...variable, values: [value], texts: [text], all: false });
  });
}

/** Where repeated panels need more lines than the dashboard has for them, what is below moves down. */
function place(panels, scope, top) {
  const sorted = [...panels].sort((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
  const placed = [];
  let shift = top - (sorted[0]?.gridPos.y ?? 0);
  let due = [];
  for (const panel of sorted) {
    const below = due.filter(({ from }) => panel.gridPos.y >= from);
    shift += below.reduce((most, { by }) => Math.max(most, by), 0);
    due = due.filter((one) => !below.includes(one));
    const own = repeated(panel, scope, panel.gridPos.y + shift);
    placed.push(...own);
    const end = panel.gridPos.y + panel.gridPos.h;
    const more = own.reduce((most, one) => Math.max(most, one.y + one.h), end + shift) - (end + shift);
    if (more > 0) {
      due.push({ from: end, by: more });
    }
  }
  return placed;
}

function repeated(panel, scope, y) {
  const { x, w, h } = panel.gridPos;
  if (!panel.repeat) {
    return [{ panel, scope, x, y, w, h }];
  }
  const all = instances(panel, scope);
  if (panel.repeatDirection === 'v') {
    return all.map((inside, at) => ({ panel, scope: inside, x, y: y + at * h, w, h }));
  }
  const perRow = Math.min(all.length, panel.maxPerRow ?? 4);
  const width = Math.floor(COLUMNS / perRow);
  return all.map((inside, at) => ({
    panel,
    scope: inside,
    x: (at % perRow) * width,
    y: y + Math.floor(at / perRow) * h,
    w: width,
    h,
  }));
}

/** The place in pixels within a page of the given width. */
export function pixels({ x, y, w, h }, pageWidth) {
  const column = (pageWidth - GAP * (COLUMNS - 1)) / COLUMNS;
  return {
    left: x * (column + GAP),
    top: y * (CELL + GAP),
    width: w * column + (w - 1) * GAP,
    height: h * CELL + (h - 1) * GAP,
  };
}
