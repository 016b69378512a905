{{/*
What the chart sets by environment variables, then extraEnv. A variable that is in extraEnv too is given once, with the
value there: the API server warns of two of one name, and server-side apply refuses them.
*/}}
{{- define "nvml-exporter.env" -}}
{{- $given := list -}}
{{- range .Values.extraEnv }}{{ $given = append $given .name }}{{ end -}}
{{- range include "nvml-exporter.ownEnv" . | fromYamlArray -}}
{{- if not (has .name $given) }}
- {{ toYaml . | nindent 2 | trim }}
{{- end -}}
{{- end -}}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end -}}
{{- end -}}

{{- define "nvml-exporter.ownEnv" -}}
- name: NODE_NAME
  valueFrom:
    fieldRef:
      # As the API server writes it, so that nothing is seen as changed.
      apiVersion: v1
      fieldPath: spec.nodeName
- name: DCGM_EXPORTER_LISTEN
  value: {{ default (printf ":%d" (int .Values.service.port)) .Values.service.address | quote }}
{{- if ne .Values.profile "metrics" }}
- name: DCGM_EXPORTER_KUBERNETES
  value: "true"
{{- end }}
{{- with .Values.kubernetes }}
{{- if .enablePodLabels }}
- name: DCGM_EXPORTER_KUBERNETES_ENABLE_POD_LABELS
  value: "true"
{{- end }}
{{- if .enablePodUID }}
- name: DCGM_EXPORTER_KUBERNETES_ENABLE_POD_UID
  value: "true"
{{- end }}
{{- with .podLabelAllowlistRegex }}
- name: DCGM_EXPORTER_KUBERNETES_POD_LABEL_ALLOWLIST_REGEX
  value: {{ join "," . | quote }}
{{- end }}
{{- if .virtualGPUs }}
- name: KUBERNETES_VIRTUAL_GPUS
  value: "true"
{{- end }}
{{- with .nvidiaResourceNames }}
- name: NVIDIA_RESOURCE_NAMES
  value: {{ join "," . | quote }}
{{- end }}
{{- with .configMapData }}
- name: DCGM_EXPORTER_CONFIGMAP_DATA
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- if .Values.kubernetesDRA.enabled }}
- name: KUBERNETES_ENABLE_DRA
  value: "true"
{{- end }}
{{- with .Values.countersFile }}
- name: DCGM_EXPORTER_COLLECTORS
  value: /etc/dcgm-exporter/{{ . }}
{{- end }}
{{- with .Values.service.webReadTimeout }}
- name: DCGM_EXPORTER_WEB_READ_TIMEOUT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.service.webWriteTimeout }}
- name: DCGM_EXPORTER_WEB_WRITE_TIMEOUT
  value: {{ . | quote }}
{{- end }}
{{- if .Values.config.enabled }}
- name: DCGM_EXPORTER_CONFIG_FILE
  value: {{ include "nvml-exporter.configFile" . | quote }}
{{- end }}
{{- with .Values.hpcJobMappingDirectory }}
- name: DCGM_HPC_JOB_MAPPING_DIR
  value: /var/run/nvml-exporter/jobs
{{- end }}
{{- include "nvml-exporter.gpuEnv" . }}
{{- end -}}

{{/* How the NVIDIA container toolkit, or the program itself, is told where the GPUs are. */}}
{{- define "nvml-exporter.gpuEnv" -}}
{{- if eq .Values.gpus.access "host-libraries" }}
- name: NVML_EXPORTER_NVML_LIBRARY
  value: {{ printf "/usr/local/nvidia/%s" .Values.gpus.library | quote }}
{{- else }}
- name: NVIDIA_VISIBLE_DEVICES
  value: {{ eq .Values.gpus.access "runtime" | ternary "all" "/var/run/nvidia-container-devices" }}
- name: NVIDIA_DRIVER_CAPABILITIES
  value: utility
{{- end }}
{{- end -}}

{{- define "nvml-exporter.args" -}}
{{- range .Values.arguments }}
{{- /* A number as it was written: by itself the template would write 1000000 as 1e+06. */}}
- {{ kindIs "string" . | ternary . (toJson .) | quote }}
{{- end }}
{{- with .Values.debugDump }}
{{- if .enabled }}
- --dump-enabled
- {{ printf "--dump-directory=%s" .directory | quote }}
- --dump-retention={{ int .retention }}
- --dump-compression={{ .compression }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "nvml-exporter.volumeMounts" -}}
{{- if ne .Values.profile "metrics" }}
- name: pod-gpu-resources
  mountPath: /var/lib/kubelet/pod-resources
  readOnly: true
{{- end }}
{{- if eq .Values.gpus.access "volume-mount" }}
- name: all-gpus
  mountPath: /var/run/nvidia-container-devices/all
  readOnly: true
{{- else if eq .Values.gpus.access "host-libraries" }}
- name: driver
  mountPath: /usr/local/nvidia
  readOnly: true
{{- end }}
{{- if .Values.hpcJobMappingDirectory }}
- name: jobs
  mountPath: /var/run/nvml-exporter/jobs
  readOnly: true
{{- end }}
{{- if include "nvml-exporter.mountsCounters" . }}
- name: counters
  mountPath: /etc/dcgm-exporter/default-counters.csv
  subPath: default-counters.csv
  readOnly: true
{{- end }}
{{- if .Values.config.enabled }}
- name: exporter-config
  mountPath: {{ include "nvml-exporter.configFile" . | quote }}
  subPath: {{ .Values.config.key | quote }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nvml-exporter.volumes" -}}
{{- if ne .Values.profile "metrics" }}
# The directory and not the socket in it, which a kubelet that starts again makes anew.
- name: pod-gpu-resources
  hostPath:
    path: {{ .Values.kubeletPath | toYaml }}
{{- end }}
{{- if eq .Values.gpus.access "volume-mount" }}
# What is mounted below /var/run/nvidia-container-devices tells the toolkit which GPUs to give. Its content is nothing.
- name: all-gpus
  hostPath:
    path: /dev/null
{{- else if eq .Values.gpus.access "host-libraries" }}
- name: driver
  hostPath:
    path: {{ .Values.gpus.driverDirectory | toYaml }}
{{- end }}
{{- with .Values.hpcJobMappingDirectory }}
- name: jobs
  hostPath:
    path: {{ . | quote }}
{{- end }}
{{- if include "nvml-exporter.mountsCounters" . }}
- name: counters
  configMap:
    name: {{ include "nvml-exporter.countersName" . | toYaml }}
    items:
      - key: metrics
        path: default-counters.csv
{{- end }}
{{- if .Values.config.enabled }}
- name: exporter-config
  configMap:
    name: {{ include "nvml-exporter.configName" . | toYaml }}
    items:
      - key: {{ .Values.config.key | quote }}
        path: {{ .Values.config.key | quote }}
{{- end }}
{{- range .Values.extraHostVolumes }}
- name: {{ .name | quote }}
  hostPath:
    path: {{ .hostPath | quote }}
{{- end }}
{{- with concat .Values.extraConfigMapVolumes .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nvml-exporter.podSecurityContext" -}}
{{- $own := dict "seccompProfile" (dict "type" "RuntimeDefault") -}}
{{- mergeOverwrite $own (deepCopy .Values.podSecurityContext) | toYaml -}}
{{- end -}}

{{/*
The kubelet's socket is for uid 0 alone, which needs no capability to open it. Devices of the node that no toolkit gives
are for privileged containers alone; the API server refuses such a one that may not gain privileges.
*/}}
{{- define "nvml-exporter.securityContext" -}}
{{- $own := dict "allowPrivilegeEscalation" false "readOnlyRootFilesystem" true "capabilities" (dict "drop" (list "ALL")) -}}
{{- if eq .Values.profile "metrics" -}}
{{- $own = merge $own (dict "runAsNonRoot" true "runAsUser" 65532 "runAsGroup" 65532) -}}
{{- else -}}
{{- $own = merge $own (dict "runAsNonRoot" false "runAsUser" 0 "runAsGroup" 0) -}}
{{- end -}}
{{- $given := .Values.securityContext -}}
{{- if hasKey $given "privileged" | ternary $given.privileged (eq .Values.gpus.access "host-libraries") -}}
{{- $own = merge (dict "privileged" true) (omit $own "allowPrivilegeEscalation" "capabilities") -}}
{{- end -}}
{{- mergeOverwrite $own (deepCopy $given) | toYaml -}}
{{- end -}}

{{/* Takes the probe's values, which may have a handler of their own. */}}
{{- define "nvml-exporter.probe" -}}
{{- if or .exec .tcpSocket .grpc -}}
{{- toYaml . -}}
{{- else -}}
{{- mergeOverwrite (dict "httpGet" (dict "path" "/health" "port" "metrics")) (deepCopy .) | toYaml -}}
{{- end -}}
{{- end -}}
