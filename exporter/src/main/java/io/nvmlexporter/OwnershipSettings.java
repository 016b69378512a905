package io.nvmlexporter;

import io.nvmlexporter.apiserver.Cluster;
import io.nvmlexporter.label.LabelAllowlist;
import io.nvmlexporter.label.ResourceNames;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to find out whose the GPUs are.
 *
 * @param kubelet the socket of the kubelet to ask; empty to ask none
 * @param cluster whose API server may be asked
 * @param podLabels the pods' own labels that series get; empty for none
 * @param podUid whether series tell the pod's UID
 * @param claims whether resource claims are looked up before one is seen
 * @param everyOwner whether series are repeated for each that shares a GPU
 * @param jobFiles the directory of job files; empty for none
 * @param containerRuntime the socket of the container runtime to ask; empty to ask none
 */
record OwnershipSettings(
        Optional<Path> kubelet,
        Cluster cluster,
        Optional<LabelAllowlist> podLabels,
        boolean podUid,
        boolean claims,
        ResourceNames resources,
        boolean everyOwner,
        Optional<Path> jobFiles,
        Optional<Path> containerRuntime) {

    /**
     * Whether the API server has to say anything of this node's pods.
     *
     * @param processes whether they are seen, so that with pods' UIDs it is known whose they are
     */
    boolean needsPodMetadata(boolean processes) {
        return kubelet.isPresent() && (podLabels.isPresent() || podUid || (everyOwner && processes));
    }
}
