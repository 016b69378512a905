// The least that tests need, and a Prometheus that answers what it is told.

import { Prometheus } from '../prometheus.js';

export const all = [];

/** @param name a claim */
export function test(name, body) {
  all.push({ name, body });
}

export function equal(actual, expected) {
  const [is, wanted] = [actual, expected].map((value) => JSON.stringify(value, exact));
  if (is !== wanted) {
    throw new Error(`is ${is}, not ${wanted}`);
  }
}

/** JSON has no words for these. */
function exact(key, value) {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
}

export async function fails(body, words) {
  try {
    await body();
  } catch (e) {
    if (!e.message.includes(words)) {
      throw new Error(`fails with "${e.message}", which does not say "${words}"`);
    }
    return;
  }
  throw new Error(`does not fail with "${words}"`);
}

export const range = { from: 0, to: 60_000 };

/**
 * Does what is to be tested while every call of Prometheus is answered from a table.
 *
 * @param answers from a part of the call ("label/gpu/values", "up") to the data, or to an Error that it refuses with
 * @return the calls, decoded
 */
export async function withPrometheus(answers, body) {
  const calls = [];
  const real = window.fetch;
  window.fetch = async (address, options) => {
    const call = decodeURIComponent(`${address} ${options?.body ?? ''}`.replace(/\+/g, ' '));
    calls.push(call);
    const key = Object.keys(answers).find((part) => call.includes(part));
    const data = answers[key];
    const reply =
      data instanceof Error
        ? { status: 'error', errorType: 'bad_data', error: data.message }
        : { status: 'success', data: data ?? { resultType: 'vector', result: [] } };
    return new Response(JSON.stringify(reply));
  };
  try {
    await body(new Prometheus('http://prometheus'));
  } finally {
    window.fetch = real;
  }
  return calls;
}

/** An instant vector of [labels, value]. */
export function vector(...samples) {
  return { resultType: 'vector', result: samples.map(([metric, value]) => ({ metric, value: [60, String(value)] })) };
}

/** A range vector of [labels, {seconds: value}]. */
export function matrix(...series) {
  return {
    resultType: 'matrix',
    result: series.map(([metric, values]) => ({
      metric,
      values: Object.entries(values).map(([at, value]) => [Number(at), String(value)]),
    })),
  };
}
