{{/*
Stops the render where the values ask for what the program does not serve, or contradict one another: a pod that runs
without the TLS that was asked for would mislead. What a value may be at all is for values.schema.json to say.
*/}}
{{- define "nvml-exporter.refusals" -}}
{{- if eq .Values.image.repository "nvcr.io/nvidia/k8s/dcgm-exporter" -}}
{{- fail "image.repository is dcgm-exporter's own image, which this chart would start instead of nvml-exporter; remove image" -}}
{{- end -}}
{{- if .Values.tlsServerConfig.enabled -}}
{{- fail "tlsServerConfig.enabled: the exporter does not serve TLS yet; set it to false, and let a NetworkPolicy or a service mesh protect the port" -}}
{{- end -}}
{{- if .Values.basicAuth.users -}}
{{- fail "basicAuth.users: the exporter does not ask for passwords yet; remove them, and let a NetworkPolicy or a service mesh protect the port" -}}
{{- end -}}
{{- range .Values.arguments -}}
{{- $flag := regexFind "^--?web-config-file(=.*)?$" (toString .) -}}
{{- if $flag -}}
{{- fail (printf "arguments: the exporter refuses to start with %s, which it does not serve yet; remove it" .) -}}
{{- end -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- if eq .name "DCGM_EXPORTER_WEB_CONFIG_FILE" -}}
{{- fail (printf "extraEnv: the exporter refuses to start with %s, which it does not serve yet; remove it" .name) -}}
{{- end -}}
{{- end -}}
{{- range .Values.kubernetes.podLabelAllowlistRegex -}}
{{- if contains "," . -}}
{{- fail (printf "kubernetes.podLabelAllowlistRegex: the comma in %s would cut it in two; write it without one" .) -}}
{{- end -}}
{{- end -}}
{{- $name := include "nvml-exporter.fullname" . -}}
{{- if and .Values.service.enable (not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name)) -}}
{{- fail (printf "Kubernetes takes no Service with the name %s, which must begin with a letter and have no dot; set fullnameOverride, choose another name for the release, or set service.enable to false" $name) -}}
{{- end -}}
{{- with .Values.service -}}
{{- if and (not $.Values.hostNetwork) (regexMatch "^(127\\.|localhost:|\\[::1\\])" .address) -}}
{{- fail (printf "service.address %s is the pod's own loopback, where neither Prometheus nor the kubelet's probes reach it; leave it out, or set hostNetwork" .address) -}}
{{- end -}}
{{- if and .address (not (hasSuffix (printf ":%d" (int .port)) .address)) -}}
{{- fail (printf "service.address %s does not end in service.port %d: change both together" .address (int .port)) -}}
{{- end -}}
{{- end -}}
{{- include "nvml-exporter.contradictions" . -}}
{{- end -}}

{{- define "nvml-exporter.contradictions" -}}
{{- if eq .Values.profile "metrics" -}}
{{- with .Values.kubernetes -}}
{{- if or .enablePodLabels .enablePodUID .virtualGPUs .nvidiaResourceNames -}}
{{- fail "kubernetes: the profile metrics does not ask the kubelet for pods; choose profile pods, or leave enablePodLabels, enablePodUID, virtualGPUs and nvidiaResourceNames out" -}}
{{- end -}}
{{- end -}}
{{- if .Values.kubernetesDRA.enabled -}}
{{- fail "kubernetesDRA.enabled: the profile metrics does not ask the kubelet for claims; choose profile pods" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.hostNetwork .Values.hostPort (ne (int .Values.hostPort) (int .Values.service.port)) -}}
{{- fail (printf "hostPort %d is not service.port %d, but with hostNetwork they are one port: leave hostPort out" (int .Values.hostPort) (int .Values.service.port)) -}}
{{- end -}}
{{- if and (or .Values.hostNetwork .Values.hostPort) (ne (.Values.rollingUpdate.maxSurge | toString | trimSuffix "%") "0") -}}
{{- fail "rollingUpdate.maxSurge: two pods cannot have one port of a node; set it to 0, or use neither hostPort nor hostNetwork" -}}
{{- end -}}
{{- $without := .Values.rollingUpdate.maxUnavailable | toString | trimSuffix "%" -}}
{{- $twice := .Values.rollingUpdate.maxSurge | toString | trimSuffix "%" -}}
{{- if eq (eq $without "0") (eq $twice "0") -}}
{{- fail "rollingUpdate: Kubernetes takes exactly one of maxUnavailable and maxSurge, and the other as 0" -}}
{{- end -}}
{{- if include "nvml-exporter.hasServiceMonitor" . -}}
{{- if not .Values.service.enable -}}
{{- fail "serviceMonitor.enabled: there is no Service to select; set service.enable, or use podMonitor instead" -}}
{{- end -}}
{{- if .Values.podMonitor.enabled -}}
{{- fail "podMonitor.enabled: with serviceMonitor.enabled every pod would be scraped twice; choose one" -}}
{{- end -}}
{{- end -}}
{{- with .Values.config -}}
{{- if and .enabled .create (not .data) -}}
{{- fail "config.enabled: config.data is empty; write the configuration there, or set config.create to false and config.name to a ConfigMap that has it" -}}
{{- end -}}
{{- if and .enabled (not .create) (not .name) -}}
{{- fail "config.create is false, so that config.name must say which ConfigMap has the configuration" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.countersFile (or .Values.customMetrics .Values.kubernetes.configMapData) -}}
{{- fail (printf "countersFile: %s would not be used, since customMetrics or kubernetes.configMapData gives the counters; keep one" .Values.countersFile) -}}
{{- end -}}
{{- if .Values.customMetrics -}}
{{- if .Values.kubernetes.configMapData -}}
{{- fail "customMetrics: the exporter would read kubernetes.configMapData instead; keep one" -}}
{{- end -}}
{{- range .Values.extraVolumeMounts -}}
{{- if and (eq .mountPath "/etc/dcgm-exporter/default-counters.csv") (include "nvml-exporter.mountsCounters" $) -}}
{{- fail "customMetrics: extraVolumeMounts has a file at /etc/dcgm-exporter/default-counters.csv too; keep one" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
