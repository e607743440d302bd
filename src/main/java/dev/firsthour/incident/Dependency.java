package dev.firsthour.incident;

/// One edge of the call graph: the caller needs the callee.
public record Dependency(String caller, String callee) {}
