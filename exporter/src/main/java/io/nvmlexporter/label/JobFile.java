package io.nvmlexporter.label;

import java.util.List;

/**
 * What one file says.
 *
 * @param fileName as it stands in the directory
 * @param meaning of that name
 * @param jobs those that run on the device, in the file's order
 */
record JobFile(String fileName, JobFileName meaning, List<String> jobs) {
    JobFile {
        jobs = List.copyOf(jobs);
    }
}
