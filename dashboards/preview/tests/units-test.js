import { equal, test } from './check.js';
import { formatText, knowsUnit } from '../units.js';

const NOW = Date.UTC(2026, 0, 31, 12, 0, 0);

/** [unit, value, decimals, text] */
const CASES = [
  ['none', 12.3456, null, '12.3'], ['none', 1234567, null, '1234567'], ['none', 0.001234, null, '0.00123'], ['none', -0.5, null, '-0.500'],
  ['short', 999, null, '999'], ['short', 1200, null, '1.20 K'], ['short', 1000, null, '1 K'], ['short', 2.5e6, null, '2.50 Mil'],
  ['short', 98765, 2, '98.77 K'], ['short', 0, null, '0'],
  ['percent', 45.678, null, '45.7%'], ['percent', 100, null, '100%'], ['percentunit', 0.174, null, '17.4%'], ['percentunit', 0.5, 0, '50%'],
  ['bytes', 1024, null, '1 KiB'], ['bytes', 1536, null, '1.50 KiB'], ['bytes', 80 * 2 ** 30, null, '80 GiB'],
  ['decbytes', 1e9, null, '1 GB'], ['decbytes', 1234, null, '1.23 kB'], ['mbytes', 81559, null, '79.6 GiB'], ['mbytes', 512, null, '512 MiB'],
  ['mbytes', 0, null, '0 MiB'], ['mbytes', 0.5, null, '512 KiB'], ['kbytes', 10_000_000, 3, '9.537 GiB'], ['gbytes', 2048, null, '2 TiB'],
  ['Bps', 1.5e9, null, '1.50 GB/s'], ['binBps', 2 ** 30, null, '1 GiB/s'], ['bps', 2000, null, '2 kb/s'],
  ['watt', 700, null, '700 W'], ['watt', 5600, null, '5.60 kW'], ['watt', 0.25, null, '250 mW'], ['kwatth', 12.5, null, '12.5 kWh'],
  ['kwatth', 1500, null, '1.50 MWh'], ['kwatth', 0.2, null, '200 Wh'], ['joule', 3.6e6, null, '3.60 MJ'], ['megwatt', 1000, 3, '1.000 GW'],
  ['celsius', 85, null, '85 °C'], ['celsius', 61.25, null, '61.3 °C'], ['hertz', 1.98e9, null, '1.98 GHz'], ['hertz', 0, null, '0 Hz'],
  ['s', 0.5, null, '500 ms'], ['s', 0.00025, null, '250 µs'], ['s', 12, null, '12 s'], ['s', 90, null, '1.50 mins'], ['s', 60, null, '1 min'],
  ['s', 7200, null, '2 hours'], ['s', 3600, null, '1 hour'], ['s', 172800, null, '2 days'], ['s', 0, null, '0 s'], ['s', -90, null, '-1.50 mins'],
  ['ms', 0.0024, 4, '2.4000 µs'], ['ms', 1250, 2, '1.25 s'], ['ms', 100, 0, '100 ms'], ['ns', 1500, null, '1.50 µs'], ['h', 48, null, '2 days'],
  ['dtdurations', 3661, null, '1 hour'], ['dtdurations', 3661, 2, '1 hour, 1 minute, 1 second'], ['dtdurations', 0, null, '0 seconds'],
  ['dtdurations', 90000, 1, '1 day, 1 hour'], ['dthms', 3725, null, '01:02:05'], ['dtdhms', 90061, null, '1 d 01:01:01'],
  ['reqps', 12.34, null, '12.3 req/s'], ['reqps', 1500, null, '1.50K req/s'], ['ops', 3, null, '3 ops/s'],
  ['currencyUSD', 1532.82, 2, '$1.53K'], ['currencyUSD', 2.5, 2, '$2.50'],
  ['bool_yes_no', 1, null, 'Yes'], ['bool_yes_no', 0, null, 'No'], ['bool_on_off', 1, null, 'On'], ['bool', 0, null, 'False'],
  ['dateTimeFromNow', NOW - 300_000, null, '5 minutes ago'], ['dateTimeFromNow', NOW - 7 * 86_400_000, null, '7 days ago'],
  ['dateTimeFromNow', NOW - 10_000, null, 'a few seconds ago'], ['dateTimeFromNow', NOW + 3_600_000, null, 'in an hour'],
  ['dateTimeAsIso', NOW, null, '2026-01-31 12:00:00'], ['dateTimeAsIsoNoDateIfToday', NOW - 60_000, null, '11:59:00'],
  ['dateTimeAsUS', NOW, null, '01/31/2026 12:00:00 pm'],
  ['suffix: GPUs', 3, null, '3 GPUs'], ['prefix:~', 3, null, '~3'], ['si:mF', 1000, null, '1 F'], ['currency:CHF ', 5, 2, 'CHF 5.00'],
  ['tokens/min', 12, null, '12 tokens/min'], ['none', Infinity, null, '∞'], ['watt', NaN, null, 'NaN'],
];

for (const [unit, value, decimals, text] of CASES) {
  test(`${value} in ${unit}${decimals === null ? '' : ` with ${decimals} decimals`} is ${text}`, () => {
    equal(formatText(value, unit, decimals ?? undefined, NOW), text);
  });
}

test('a unit that is unknown is told', () => {
  equal([knowsUnit('celsius'), knowsUnit('suffix:x'), knowsUnit(undefined), knowsUnit('celcius')], [true, true, true, false]);
});
