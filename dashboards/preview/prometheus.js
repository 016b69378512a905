// The part of Prometheus' HTTP API that Grafana uses.

export class Prometheus {
  /** @param url as http://127.0.0.1:9090 */
  constructor(url) {
    this.url = url.replace(/\/+$/, '');
  }

  /** Series of [seconds, value] pairs at each step; times are milliseconds. */
  async range(expr, from, to, step) {
    const data = await this.#post('query_range', {
      query: expr,
      start: from / 1000,
      end: to / 1000,
      step: step / 1000,
    });
    return data.result;
  }

  /** Series with one pair each, whatever kind of result the expression has. */
  async instant(expr, at) {
    const { resultType, result } = await this.#post('query', { query: expr, time: at / 1000 });
    if (resultType === 'vector') {
      return result.map((series) => ({ metric: series.metric, values: [series.value] }));
    }
    return resultType === 'matrix' ? result : [{ metric: {}, values: [result] }];
  }

  /** Values of a label, of all series or of those that the selector finds. */
  async labelValues(label, selector, range) {
    return this.#get(`label/${encodeURIComponent(label)}/values`, selector, range);
  }

  async labelNames(selector, range) {
    return this.#get('labels', selector, range);
  }

  async #get(path, selector, range) {
    const parameters = new URLSearchParams({ start: range.from / 1000, end: range.to / 1000 });
    if (selector) {
      parameters.append('match[]', selector);
    }
    return this.#fetch(`${path}?${parameters}`);
  }

  async #post(path, parameters) {
    return this.#fetch(path, { method: 'POST', body: new URLSearchParams(parameters) });
  }

  async #fetch(path, options) {
    let answer;
    try {
      answer = await fetch(`${this.url}/api/v1/${path}`, options);
    } catch (e) {
      throw new Error(`Prometheus at ${this.url} does not answer: ${e.message}`);
    }
    const text = await answer.text();
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Error(`${this.url} answers ${answer.status} and no JSON; is it a Prometheus?`);
    }
    if (body.status !== 'success') {
      throw new Error(`${body.errorType}: ${body.error}`);
    }
    return body.data;
  }
}
