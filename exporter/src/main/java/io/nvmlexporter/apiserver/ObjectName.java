package io.nvmlexporter.apiserver;

/** @param namespace empty for objects of the whole cluster */
public record ObjectName(String namespace, String name) {}
