{{- define "nvml-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The release's name alone where it says already what this is. */}}
{{- define "nvml-exporter.fullname" -}}
{{- $name := include "nvml-exporter.name" . -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- default $full .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "nvml-exporter.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "nvml-exporter.serviceAccountName" -}}
{{- $standard := .Values.serviceAccount.create | ternary (include "nvml-exporter.fullname" .) "default" -}}
{{- default $standard .Values.serviceAccount.name -}}
{{- end -}}

{{- define "nvml-exporter.image" -}}
{{- with .Values.image -}}
{{- .repository -}}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* What a selector has never changes: no version is in it. */}}
{{- define "nvml-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "nvml-exporter.name" . | toYaml }}
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
app.kubernetes.io/component: metrics
{{- end -}}

{{/* Those of the pods, over podLabels: the selector must find them. */}}
{{- define "nvml-exporter.podLabels" -}}
{{- $own := include "nvml-exporter.selectorLabels" . | fromYaml -}}
{{- mergeOverwrite (dict "app.kubernetes.io/version" .Chart.AppVersion) (deepCopy .Values.podLabels) $own | toYaml -}}
{{- end -}}

{{- define "nvml-exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "nvml-exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Takes (root, name, further labels). */}}
{{- define "nvml-exporter.metadata" -}}
{{- $root := index . 0 -}}
name: {{ index . 1 | toYaml }}
namespace: {{ include "nvml-exporter.namespace" $root | toYaml }}
labels:
  {{- mergeOverwrite (include "nvml-exporter.labels" $root | fromYaml) (deepCopy (index . 2)) | toYaml | nindent 2 }}
{{- end -}}

{{/* Roles of the cluster are named for the namespace too, in which alone a release's name is unique. */}}
{{- define "nvml-exporter.clusterRoleName" -}}
{{ include "nvml-exporter.namespace" . }}-{{ include "nvml-exporter.fullname" . }}
{{- end -}}

{{- define "nvml-exporter.countersReaderName" -}}
{{ include "nvml-exporter.clusterRoleName" . }}-counters
{{- end -}}

{{/* Of a file, such as alerts/gpu_memory.rules.yaml: RELEASE-gpu-memory. Takes (root, path). */}}
{{- define "nvml-exporter.fileName" -}}
{{ include "nvml-exporter.fullname" (index . 0) }}-{{ index . 1 | base | splitList "." | first | lower | replace "_" "-" }}
{{- end -}}

{{- define "nvml-exporter.testLabels" -}}
app.kubernetes.io/name: {{ include "nvml-exporter.name" . | toYaml }}
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
app.kubernetes.io/component: test
{{- end -}}
