package io.nvmlexporter;

import io.nvmlexporter.http.ServerLimits;

/**
 * How the page is served.
 *
 * @param address where to listen
 * @param limits what the server bears
 * @param requireGpus whether {@code /health} fails while no GPU is read
 * @param process whether the page says of the process what a Go program's does
 */
record WebSettings(String address, ServerLimits limits, boolean requireGpus, boolean process) {
    static WebSettings of(Flags flags, Quantities quantities) throws UsageException {
        return new WebSettings(
                flags.text(Flag.ADDRESS),
                new ServerLimits(
                        quantities.limit(
                                Flag.MAX_CONCURRENT_SCRAPES,
                                "as many scrapes at once are taken as there are connections"),
                        quantities.patience(Flag.WEB_READ_TIMEOUT),
                        quantities.patience(Flag.WEB_WRITE_TIMEOUT)),
                flags.isOn(Flag.HEALTH_REQUIRE_GPUS),
                flags.isOn(Flag.ENABLE_EXPORTER_METRICS));
    }
}
