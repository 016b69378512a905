// The little that is needed to build HTML and SVG without a framework.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element. Children are nodes or text; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style' && typeof value === 'object') {
      Object.assign(element.style, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

const FAMILY = 'Inter, Helvetica, Arial, sans-serif';
const pen = document.createElement('canvas').getContext('2d');

/** The width of the text in pixels, in the page's font. */
export function textWidth(text, size, weight = 400) {
  pen.font = `${weight} ${size}px ${FAMILY}`;
  return pen.measureText(text).width;
}

/** The largest font size, in pixels, at which the text fits into the box. */
export function fontSizeFor(text, width, height, most, lineHeight = 1.2) {
  const byWidth = (width / Math.max(1, textWidth(text, 100, 500))) * 100;
  return Math.max(8, Math.floor(Math.min(byWidth, height / lineHeight, most)));
}
