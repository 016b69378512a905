package io.nvmlexporter;

import io.nvmlexporter.label.ResourceNames;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to find out whose the GPUs are.
 *
 * @param kubelet the socket of the kubelet to ask; empty to ask none
 * @param everyOwner whether series are repeated for each that shares a GPU
 * @param jobFiles the directory of job files; empty for none
 */
record OwnershipSettings(
        Optional<Path> kubelet, ResourceNames resources, boolean everyOwner, Optional<Path> jobFiles) {}
