{{/* What ServiceMonitor and PodMonitor have in common. Takes the values of one of them. */}}
{{- define "nvml-exporter.endpoint" -}}
port: metrics
path: /metrics
scheme: http
interval: {{ .interval }}
scrapeTimeout: {{ .scrapeTimeout }}
honorLabels: {{ .honorLabels }}
relabelings:
  # Published queries and dashboards join on the node by this name.
  - action: replace
    sourceLabels: [__meta_kubernetes_pod_node_name]
    targetLabel: kubernetes_pod_node_name
  {{- if .honorLabels }}
  # A GPU that no pod has would else seem to be the exporter's own pod's.
  - action: labeldrop
    regex: pod|namespace|container
  {{- end }}
  {{- with .relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
