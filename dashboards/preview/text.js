// The panel "text": what of Markdown is plain enough.

import { h } from './dom.js';
import { interpolate } from './interpolate.js';

/** @return 0: it has no data */
export function textPanel(body, area, frames, panel, context) {
  const { mode = 'markdown', content = '' } = panel.options ?? {};
  const text = interpolate(content, context.scope, 'text');
  if (mode === 'html') {
    context.note('mode html: shown as its source');
  }
  body.append(h('div', { class: 'markdown' }, mode === 'markdown' ? markdown(text) : h('pre', {}, text)));
  return 0;
}

/** Headings, lists, tables, code and paragraphs. */
export function markdown(text) {
  return text
    .replace(/\r/g, '')
    .split(/\n{2,}|\n(?=#{1,6} )/)
    .filter((block) => block.trim())
    .flatMap(block);
}

function block(source) {
  const lines = source.trim().split('\n');
  const heading = /^(#{1,6}) (.*)$/.exec(lines[0]);
  if (heading) {
    const rest = lines.slice(1).join('\n');
    return [h(`h${heading[1].length}`, {}, inline(heading[2])), ...(rest.trim() ? [block(rest)].flat() : [])];
  }
  if (lines[0].startsWith('```')) {
    return h('pre', {}, lines.slice(1, -1).join('\n'));
  }
  const bullet = /^\s*(?:[-*]|\d+\.) /;
  const first = lines.findIndex((line) => bullet.test(line));
  if (first === 0) {
    const items = source.trim().split(/\n(?=\s*(?:[-*]|\d+\.) )/);
    return h(
      /^\d/.test(lines[0]) ? 'ol' : 'ul',
      {},
      items.map((item) => h('li', {}, inline(item.replace(bullet, '')))),
    );
  }
  if (first > 0) {
    return [block(lines.slice(0, first).join('\n')), block(lines.slice(first).join('\n'))].flat();
  }
  if (lines.length > 1 && /^\|?[\s:|-]+\|?$/.test(lines[1])) {
    const cells = (line) =>
      line
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim());
    return h(
      'table',
      {},
      [lines[0], ...lines.slice(2)].map((line, at) =>
        h(
          'tr',
          {},
          cells(line).map((cell) => h(at === 0 ? 'th' : 'td', {}, inline(cell))),
        ),
      ),
    );
  }
  return h('p', {}, inline(lines.join(' ')));
}

function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*|_[^_]+_(?!\w)|\[[^\]]+\]\([^)]+\))/).map((part) => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    if (link) {
      return h('a', { href: link[2] }, link[1]);
    }
    if (/^`.+`$/.test(part)) {
      return h('code', {}, part.slice(1, -1));
    }
    if (/^\*\*.+\*\*$/.test(part)) {
      return h('strong', {}, part.slice(2, -2));
    }
    return /^(\*.+\*|_.+_)$/.test(part) ? h('em', {}, part.slice(1, -1)) : part;
  });
}
