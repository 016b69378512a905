{{/* Conditions: each gives a text where it holds, and nothing where it does not. */}}

{{/* Which features read pods through the API. Processes are told apart by the UIDs of their pods. */}}
{{- define "nvml-exporter.readsPods" -}}
{{- if or .Values.kubernetes.enablePodLabels .Values.kubernetes.enablePodUID (and .Values.kubernetes.virtualGPUs (include "nvml-exporter.hostPID" .)) -}}
true
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.usesApi" -}}
{{- if or (include "nvml-exporter.readsPods" .) .Values.kubernetesDRA.enabled .Values.kubernetes.configMapData -}}
true
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.hostPID" -}}
{{- if kindIs "bool" .Values.hostPID | ternary .Values.hostPID (eq .Values.profile "full") -}}
true
{{- end -}}
{{- end -}}

{{/* dcgm-exporter's chart always makes a ConfigMap of this name, which a values file made for it may mount. */}}
{{- define "nvml-exporter.mountsDcgmCounters" -}}
{{- range .Values.extraConfigMapVolumes -}}
{{- if eq (dig "configMap" "name" "" .) "exporter-metrics-config-map" -}}
true
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.mountsCounters" -}}
{{- if and .Values.customMetrics (not (include "nvml-exporter.mountsDcgmCounters" .)) -}}
true
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.countersName" -}}
{{- if include "nvml-exporter.mountsDcgmCounters" . -}}
exporter-metrics-config-map
{{- else -}}
{{- include "nvml-exporter.fullname" . }}-counters
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.configName" -}}
{{- default (printf "%s-config" (include "nvml-exporter.fullname" .)) .Values.config.name -}}
{{- end -}}

{{/* A file mounted alone hides nothing that the image has beside it. */}}
{{- define "nvml-exporter.configFile" -}}
{{- $path := .Values.config.mountPath | trimSuffix "/" -}}
{{- if or (hasSuffix ".yaml" $path) (hasSuffix ".yml" $path) (eq (base $path) .Values.config.key) -}}
{{- $path -}}
{{- else -}}
{{- printf "%s/%s" $path .Values.config.key -}}
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.configText" -}}
{{- if kindIs "string" .Values.config.data -}}
{{- .Values.config.data -}}
{{- else -}}
{{- toYaml .Values.config.data -}}
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.hasServiceMonitor" -}}
{{- $wanted := .Values.serviceMonitor.enabled -}}
{{- if kindIs "bool" $wanted -}}
{{- if $wanted }}true{{ end -}}
{{- else if and .Values.service.enable (not .Values.podMonitor.enabled) (.Capabilities.APIVersions.Has (printf "%s/ServiceMonitor" .Values.serviceMonitor.apiVersion)) -}}
true
{{- end -}}
{{- end -}}
