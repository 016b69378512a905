// Runs every test and shows what failed. Open tests.html, or: render --self-test

import { all } from './check.js';
import './units-test.js';
import './interpolate-test.js';
import './variables-test.js';
import './fields-test.js';
import './transform-test.js';
import './charts-test.js';
import './layout-test.js';
import './panels-test.js';

/** Resolves to the report when every test has run. */
window.preview = run();

async function run() {
  const tests = [];
  for (const { name, body } of all) {
    let error = null;
    try {
      await body();
    } catch (e) {
      error = e.message;
    }
    tests.push({ name, error });
    document.body.append(
      Object.assign(document.createElement('p'), {
        className: error ? 'page-error' : '',
        textContent: `${error ? '✗' : '✓'} ${name}${error ? `: ${error}` : ''}`,
      }),
    );
  }
  return { tests };
}
