package io.nvmlexporter.monitoring;

import java.util.List;
import java.util.Locale;

/** The pages of two applications, an LLM's API and a RAG system, that count requests as time goes by, untyped. */
final class Applications {
    private final long start = System.nanoTime();
    private final double failing;
    private final double cached;
    private final double slow;

    /** @param strained whether it is slow, fails often and finds little in its cache */
    Applications(boolean strained) {
        failing = strained ? 0.1 : 0.005;
        cached = strained ? 0.3 : 0.8;
        slow = strained ? 0.8 : 0.2;
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    String llmApi() {
        double served = 40 * seconds();
        StringBuilder page = new StringBuilder();
        for (String endpoint : List.of("/", "/items/{item_id}")) {
            String path = "method=\"GET\",endpoint=\"" + endpoint + "\"";
            sample(page, "llm_api_requests_total{" + path + ",status_code=\"200\"}", served);
            sample(page, "llm_api_requests_total{" + path + ",status_code=\"500\"}", served * failing);
            sample(page, "llm_api_requests_in_progress{" + path + "}", 3);
            histogram(page, "llm_api_request_latency_seconds", path, served, "0.1", "0.25", "0.5", "1.0", "2.5");
        }
        sample(page, "llm_api_tokens_processed_total", 4000 * seconds());
        return page.toString();
    }

    String ragSystem() {
        double served = 25 * seconds();
        StringBuilder page = new StringBuilder();
        for (String endpoint : List.of("/query", "/documents")) {
            String path = "method=\"POST\",endpoint=\"" + endpoint + "\"";
            sample(page, "http_requests_total{" + path + ",status=\"200\"}", served);
            sample(page, "http_requests_total{" + path + ",status=\"500\"}", served * failing);
            histogram(page, "http_request_duration_seconds", path, served, "0.1", "0.5", "1.0", "2.5", "5.0");
        }
        histogram(page, "vector_search_duration_seconds", "", served, "0.01", "0.05", "0.1", "0.5", "1.0");
        sample(page, "query_cache_hits_total", served * cached);
        sample(page, "query_cache_misses_total", served * (1 - cached));
        sample(page, "component_health_status{component=\"vector_store\"}", 1);
        sample(page, "component_health_status{component=\"llm\"}", slow < 0.5 ? 1 : 0.5);
        return page.toString();
    }

    /** Of what a bound lets pass, that part waits for the next. */
    private void histogram(StringBuilder page, String name, String labels, double count, String... bounds) {
        String before = labels.isEmpty() ? "{le=\"" : "{" + labels + ",le=\"";
        for (int i = 0; i < bounds.length; i++) {
            double below = count * (1 - Math.pow(slow, i + 1));
            sample(page, name + "_bucket" + before + bounds[i] + "\"}", below);
        }
        sample(page, name + "_bucket" + before + "+Inf\"}", count);
        String braces = labels.isEmpty() ? "" : "{" + labels + "}";
        sample(page, name + "_sum" + braces, count * slow);
        sample(page, name + "_count" + braces, count);
    }

    private static void sample(StringBuilder page, String series, double value) {
        page.append(series).append(String.format(Locale.ROOT, " %.3f%n", value));
    }
}
